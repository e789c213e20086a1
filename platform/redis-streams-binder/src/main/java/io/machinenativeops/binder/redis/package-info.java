/** Placeholder. */
@NullMarked
package io.machinenativeops.binder.redis;

import org.jspecify.annotations.NullMarked;
