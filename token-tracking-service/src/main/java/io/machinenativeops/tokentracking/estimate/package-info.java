/** Counts usage that stands only on spans of agents and the like, and takes it back when their calls come after all. */
@NullMarked
package io.machinenativeops.tokentracking.estimate;

import org.jspecify.annotations.NullMarked;
