/** {@code ./mno demo}: a month of several teams' agents, the same for the same seed, and what they go on to do. */
@NullMarked
package io.machinenativeops.demo;

import org.jspecify.annotations.NullMarked;
