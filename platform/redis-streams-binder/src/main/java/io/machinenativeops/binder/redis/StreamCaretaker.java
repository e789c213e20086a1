package io.machinenativeops.binder.redis;

import java.time.Duration;

/** Looks after one group in the background: keeps its entries from being taken over, trims its stream, measures it. */
final class StreamCaretaker implements AutoCloseable {

    private final Periodic refreshing;
    private final Periodic tending;

    StreamCaretaker(
            ConsumerGroup group, InFlight inFlight, GroupMetrics metrics, RedisStreamsConsumerProperties properties) {
        String name = group.stream() + "/" + group.group();
        this.refreshing = Periodic.start(
                "refresh-" + name, properties.getClaimMinIdle().dividedBy(3), () -> refresh(group, inFlight));
        this.tending =
                Periodic.start("tend-" + name, properties.getTrimInterval(), () -> tend(group, metrics, properties));
    }

    @Override
    public void close() {
        refreshing.close();
        tending.close();
    }

    private static void refresh(ConsumerGroup group, InFlight inFlight) {
        var ids = inFlight.all();
        if (!ids.isEmpty()) {
            inFlight.remove(group.refresh(ids));
        }
    }

    private static void tend(ConsumerGroup group, GroupMetrics metrics, RedisStreamsConsumerProperties properties) {
        metrics.measured(group.lag(), group.pending());
        group.tidy(properties.getConsumerExpiry());
        if (properties.isTrim()) {
            long dropped;
            do {
                dropped = group.trim(properties.getTrimRetention(), Duration.ZERO);
                metrics.trimmed(dropped);
            } while (dropped > 0);
        }
    }
}
