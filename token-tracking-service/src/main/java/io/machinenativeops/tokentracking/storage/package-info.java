/** Keeps recorded usage in ClickHouse: its schema, the writer that loses and doubles nothing, and the queries bound to a tenant. */
@NullMarked
package io.machinenativeops.tokentracking.storage;

import org.jspecify.annotations.NullMarked;
