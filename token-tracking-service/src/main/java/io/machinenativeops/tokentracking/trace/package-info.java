/** Answers what happened in a trace or session as a tree, with what each part of it cost. */
@NullMarked
package io.machinenativeops.tokentracking.trace;

import org.jspecify.annotations.NullMarked;
