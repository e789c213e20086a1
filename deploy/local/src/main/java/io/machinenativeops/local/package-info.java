/** Placeholder. */
@NullMarked
package io.machinenativeops.local;

import org.jspecify.annotations.NullMarked;
