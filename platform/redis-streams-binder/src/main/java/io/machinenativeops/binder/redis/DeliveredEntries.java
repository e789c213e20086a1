package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import org.springframework.integration.acks.AcknowledgmentCallback;

/** Settles the entries of one delivered message or batch. */
final class DeliveredEntries implements Acknowledgment, AcknowledgmentCallback {

    private final ConsumerGroup group;
    private final InFlight inFlight;
    private final GroupMetrics metrics;
    private final InstantSource clock;
    private final Duration minIdle;
    private final List<Delivery> deliveries;

    DeliveredEntries(
            ConsumerGroup group,
            InFlight inFlight,
            GroupMetrics metrics,
            InstantSource clock,
            Duration minIdle,
            List<Delivery> deliveries) {
        this.group = group;
        this.inFlight = inFlight;
        this.metrics = metrics;
        this.clock = clock;
        this.minIdle = minIdle;
        this.deliveries = deliveries;
    }

    @Override
    public void acknowledge() {
        acknowledge(open());
    }

    @Override
    public void acknowledge(List<String> entryIds) {
        if (!entryIds.isEmpty()) {
            group.acknowledge(entryIds);
            inFlight.remove(entryIds);
            metrics.acknowledged(entryIds.size());
        }
    }

    @Override
    public void deadLetter(List<String> entryIds, Throwable cause) {
        for (Delivery delivery : deliveries) {
            if (entryIds.contains(delivery.id())) {
                if (group.deadLetter(delivery.id(), RedisDeadLetters.cause(group, delivery, cause, clock.instant()))) {
                    metrics.deadLettered();
                }
                inFlight.remove(List.of(delivery.id()));
            }
        }
    }

    @Override
    public void release() {
        release(minIdle);
    }

    @Override
    public void release(Duration after) {
        Duration idle = minIdle.minus(after);
        List<String> open = open();
        inFlight.remove(open);
        group.release(open, idle.isNegative() ? Duration.ZERO : idle, true);
    }

    @Override
    public void acknowledge(Status status) {
        switch (status) {
            case ACCEPT -> acknowledge();
            case REJECT -> deadLetter(open(), new IllegalStateException("rejected by the handler"));
            case REQUEUE -> release();
        }
    }

    @Override
    public boolean isAcknowledged() {
        return open().isEmpty();
    }

    @Override
    public boolean isAutoAck() {
        return false;
    }

    List<String> open() {
        return deliveries.stream().map(Delivery::id).filter(inFlight::contains).toList();
    }
}
