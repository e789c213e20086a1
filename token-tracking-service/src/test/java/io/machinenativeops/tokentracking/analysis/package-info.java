/** Tests of the questions about usage. */
@NullMarked
package io.machinenativeops.tokentracking.analysis;

import org.jspecify.annotations.NullMarked;
