/** Tests of retention. */
@NullMarked
package io.machinenativeops.tokentracking.retention;

import org.jspecify.annotations.NullMarked;
