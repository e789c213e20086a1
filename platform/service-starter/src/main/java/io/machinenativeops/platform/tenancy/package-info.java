/** Keeps what organisations store in PostgreSQL apart: by the queries, and by row-level security as a second wall. */
@NullMarked
package io.machinenativeops.platform.tenancy;

import org.jspecify.annotations.NullMarked;
