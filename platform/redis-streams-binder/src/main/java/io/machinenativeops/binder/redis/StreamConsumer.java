package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.springframework.core.AttributeAccessor;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.integration.core.Pausable;
import org.springframework.integration.core.RecoveryCallback;
import org.springframework.integration.endpoint.MessageProducerSupport;
import org.springframework.integration.support.ErrorMessageUtils;
import org.springframework.messaging.Message;

/** The inbound end of a binding: a group's readers, from start to a stop that loses nothing. */
final class StreamConsumer extends MessageProducerSupport implements Pausable {

    private final ConsumerGroup group;
    private final Settings settings;
    private final RedisStreamsConsumerProperties properties;
    private final StreamMetrics metrics;
    private final List<StreamReader> readers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private InFlight inFlight = new InFlight();
    private @Nullable StreamCaretaker caretaker;
    private @Nullable GroupMetrics groupMetrics;
    private volatile boolean paused;

    /**
     * How a binding is set, beyond the binder's own properties.
     *
     * @param anonymous whether the group lives only as long as this consumer
     * @param recoverer tells the binding's error channel
     */
    record Settings(
            boolean anonymous,
            boolean batch,
            boolean readHeaders,
            int concurrency,
            RetryTemplate retry,
            RecoveryCallback<?> recoverer) {}

    StreamConsumer(
            ConsumerGroup group, Settings settings, RedisStreamsConsumerProperties properties, StreamMetrics metrics) {
        this.group = group;
        this.settings = settings;
        this.properties = properties;
        this.metrics = metrics;
    }

    @Override
    public String getComponentType() {
        return "redis-streams:inbound-channel-adapter";
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
    }

    @Override
    public boolean isPaused() {
        return paused;
    }

    @Override
    protected void doStart() {
        inFlight = new InFlight();
        groupMetrics = metrics.group(group.destination(), group.group());
        var handler = new DeliveryHandler(
                group,
                inFlight,
                groupMetrics,
                new DeliveryHandler.Settings(
                        properties.getAckMode(),
                        settings.batch(),
                        properties.isEnableDlq(),
                        properties.getMaxDeliveries(),
                        properties.getClaimMinIdle(),
                        settings.readHeaders()),
                settings.retry(),
                this::sendMessage,
                this::toErrorChannel);
        var shared = new StreamReader.Shared(
                group,
                inFlight,
                groupMetrics,
                handler,
                properties,
                settings.batch(),
                () -> start(startOffset()),
                // Of a stream that vanished with its groups, all that came after; of a group alone, nothing is missed.
                () -> start(settings.anonymous() ? StartOffset.LATEST : StartOffset.EARLIEST),
                new AtomicLong(System.nanoTime() - properties.getClaimInterval().toNanos()),
                this::isPaused);
        for (int n = 0; n < settings.concurrency(); n++) {
            var reader = new StreamReader(shared, n == 0);
            readers.add(reader);
            // Not virtual: those that compute give way to none. A reader waits a dozen times for each batch, and would
            // stand behind all requests of a busy service each time.
            threads.add(Thread.ofPlatform()
                    .daemon()
                    .name(group.stream() + "/" + group.group() + "-" + n)
                    .start(reader));
        }
        caretaker = new StreamCaretaker(group, inFlight, groupMetrics, properties);
    }

    @Override
    protected void doStop() {
        long deadline = System.nanoTime() + properties.getShutdownTimeout().toNanos();
        readers.forEach(StreamReader::stop);
        try {
            for (int n = 0; n < threads.size(); n++) {
                // A read that began while it was told to stop is told again.
                while (!threads.get(n).equals(Thread.currentThread())
                        && !threads.get(n).join(Duration.ofMillis(50))
                        && System.nanoTime() < deadline) {
                    readers.get(n).unblock();
                }
            }
            inFlight.awaitFewerThan(1, left(deadline));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.forEach(Thread::interrupt);
        if (caretaker != null) {
            caretaker.close();
        }
        leave();
        if (groupMetrics != null) {
            groupMetrics.close();
        }
        readers.clear();
        threads.clear();
    }

    /** Ids of entries begin with the time at which they were appended. */
    private String start(StartOffset offset) {
        Duration back = properties.getStartBack();
        return back.isPositive() ? (System.currentTimeMillis() - back.toMillis()) + "-0" : offset.id();
    }

    private StartOffset startOffset() {
        StartOffset offset = properties.getStartOffset();
        if (offset != null) {
            return offset;
        }
        return settings.anonymous() ? StartOffset.LATEST : StartOffset.EARLIEST;
    }

    private void leave() {
        try {
            if (settings.anonymous()) {
                group.destroy();
                return;
            }
            List<String> unsettled = inFlight.all();
            group.release(unsettled, Duration.ofDays(1), true);
            if (properties.getConsumerName() == null) {
                group.leave();
            }
        } catch (RuntimeException e) {
            logger.warn(() -> group.consumer() + " could not take leave of " + group.stream() + ": " + e.getMessage());
        }
    }

    private void toErrorChannel(Message<?> message, Throwable failure) {
        AttributeAccessor context = ErrorMessageUtils.getAttributeAccessor(message, null);
        settings.recoverer().recover(context, failure);
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }
}
