/** Turns every failure of a request into one RFC 9457 problem document. */
@NullMarked
package io.machinenativeops.platform.problem;

import org.jspecify.annotations.NullMarked;
