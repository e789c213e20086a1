/** Journeys through the gateway of a stack that {@code ./mno up} started, as its users make them. */
@NullMarked
package io.machinenativeops.e2e;

import org.jspecify.annotations.NullMarked;
