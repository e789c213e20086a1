/** {@code ./mno bench}: loads a stack at a fixed schedule, counts what is stored, and says what it took. */
@NullMarked
package io.machinenativeops.bench;

import org.jspecify.annotations.NullMarked;
