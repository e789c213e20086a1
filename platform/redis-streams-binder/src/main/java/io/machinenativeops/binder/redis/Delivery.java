package io.machinenativeops.binder.redis;

import org.jspecify.annotations.Nullable;

/**
 * An entry as a consumer was given it.
 *
 * @param deliveries how often, this time included
 * @param target the only group it is for, null for all
 */
record Delivery(
        StreamEntry entry, long deliveries, @Nullable String target) {

    String id() {
        return entry.id();
    }

    int size() {
        return entry.payload().length;
    }
}
