/** Tests of usage that stands on spans of agents alone. */
@NullMarked
package io.machinenativeops.tokentracking.estimate;

import org.jspecify.annotations.NullMarked;
