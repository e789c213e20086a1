/** Work that a service does beside requests, again and again. */
@NullMarked
package io.machinenativeops.platform.work;

import org.jspecify.annotations.NullMarked;
