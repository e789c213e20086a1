/** A Spring Cloud Stream binder for Redis Streams, and the atomic operations on its streams that go beyond the binder's contract. */
@NullMarked
package io.machinenativeops.binder.redis;

import org.jspecify.annotations.NullMarked;
