/** Placeholder. */
@NullMarked
package io.machinenativeops.gateway;

import org.jspecify.annotations.NullMarked;
