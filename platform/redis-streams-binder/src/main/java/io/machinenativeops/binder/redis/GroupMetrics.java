package io.machinenativeops.binder.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** What is counted of one consumer group. */
final class GroupMetrics implements AutoCloseable {

    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();
    private final Counter read;
    private final Counter acknowledged;
    private final Counter retried;
    private final Counter deadLettered;
    private final Counter claimed;
    private final Counter trimmed;
    private final AtomicLong lag = new AtomicLong();
    private final AtomicLong pending = new AtomicLong();

    GroupMetrics(MeterRegistry registry, String destination, String group) {
        this.registry = registry;
        this.tags = Tags.of("destination", destination, "group", group);
        this.read = counter("redis.streams.read", "entries given to this consumer");
        this.acknowledged = counter("redis.streams.acked", "entries acknowledged by this consumer");
        this.retried = counter("redis.streams.retried", "attempts after a failed one");
        this.deadLettered = counter("redis.streams.dead.lettered", "entries moved to the dead-letter stream");
        this.claimed = counter("redis.streams.claimed", "entries taken over from consumers that were gone");
        this.trimmed = counter("redis.streams.trimmed", "entries dropped that every group was done with");
        gauge("redis.streams.lag", "entries the group was not given yet", lag);
        gauge("redis.streams.pending", "entries the group was given and has not acknowledged", pending);
    }

    void read(int entries) {
        read.increment(entries);
    }

    void acknowledged(int entries) {
        acknowledged.increment(entries);
    }

    void retried() {
        retried.increment();
    }

    void deadLettered() {
        deadLettered.increment();
    }

    void claimed(int entries) {
        claimed.increment(entries);
    }

    void trimmed(long entries) {
        trimmed.increment((double) entries);
    }

    void measured(long lag, long pending) {
        this.lag.set(lag);
        this.pending.set(pending);
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }

    private Counter counter(String name, String description) {
        Counter counter =
                Counter.builder(name).description(description).tags(tags).register(registry);
        meters.add(counter);
        return counter;
    }

    private void gauge(String name, String description, AtomicLong value) {
        meters.add(Gauge.builder(name, value, measured -> (double) measured.get())
                .description(description)
                .tags(tags)
                .register(registry));
    }
}
