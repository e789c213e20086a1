@NullMarked
package io.machinenativeops.tokentracking.trace;

import org.jspecify.annotations.NullMarked;
