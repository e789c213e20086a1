/** POSTs that can be sent again: a key makes the second answer the first one's, and the work is done once. */
@NullMarked
package io.machinenativeops.platform.idempotency;

import org.jspecify.annotations.NullMarked;
