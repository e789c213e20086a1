/** The contract of binders, run on Spring Cloud Stream's own Kafka binder. */
@NullMarked
package io.machinenativeops.binder.kafka;

import org.jspecify.annotations.NullMarked;
