/** Tests of the binder, on a real Redis where one is needed. */
@NullMarked
package io.machinenativeops.binder.redis;

import org.jspecify.annotations.NullMarked;
