/** Starts, watches and stops the whole stack on one machine, for {@code ./mno}. */
@NullMarked
package io.machinenativeops.local;

import org.jspecify.annotations.NullMarked;
