/** Reads the usage objects that model providers send and splits them into buckets that never overlap. */
@NullMarked
package io.machinenativeops.tokentracking.usage;

import org.jspecify.annotations.NullMarked;
