/** What the service tells the others: recorded usage as it stands on the stream {@code usage.recorded}. */
@NullMarked
package io.machinenativeops.tokentracking.event;

import org.jspecify.annotations.NullMarked;
