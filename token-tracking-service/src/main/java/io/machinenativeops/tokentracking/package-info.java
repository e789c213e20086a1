/** Placeholder. */
@NullMarked
package io.machinenativeops.tokentracking;

import org.jspecify.annotations.NullMarked;
