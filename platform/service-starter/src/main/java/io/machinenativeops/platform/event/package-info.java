/** Events between services: sent in the order of the changes they tell of, none lost, and read with what is old left out. */
@NullMarked
package io.machinenativeops.platform.event;

import org.jspecify.annotations.NullMarked;
