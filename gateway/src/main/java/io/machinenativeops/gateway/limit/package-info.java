/** How much one caller, one organisation and one route may ask for: in a time, and at once. */
@NullMarked
package io.machinenativeops.gateway.limit;

import org.jspecify.annotations.NullMarked;
