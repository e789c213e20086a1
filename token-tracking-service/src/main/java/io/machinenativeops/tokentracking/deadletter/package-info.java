/** Lists the events that the store refused, and sends them to the store again when the cause is gone. */
@NullMarked
package io.machinenativeops.tokentracking.deadletter;

import org.jspecify.annotations.NullMarked;
