/** Addresses of callers, and ranges of them. */
@NullMarked
package io.machinenativeops.platform.address;

import org.jspecify.annotations.NullMarked;
