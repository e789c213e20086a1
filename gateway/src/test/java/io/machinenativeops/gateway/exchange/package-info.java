/** Tests. */
@NullMarked
package io.machinenativeops.gateway.exchange;

import org.jspecify.annotations.NullMarked;
