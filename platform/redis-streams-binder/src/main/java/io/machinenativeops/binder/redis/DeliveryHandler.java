package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.messaging.Message;

/** Hands deliveries to the application: attempts with back-off, then acknowledgement, dead letter or release. */
final class DeliveryHandler {

    private static final Logger log = LoggerFactory.getLogger(DeliveryHandler.class);

    private final ConsumerGroup group;
    private final InFlight inFlight;
    private final GroupMetrics metrics;
    private final Settings settings;
    private final RetryTemplate retry;
    private final Consumer<Message<?>> application;
    private final BiConsumer<Message<?>, Throwable> errors;
    private final InstantSource clock = InstantSource.system();

    /**
     * @param maxDeliveries 0 for no bound
     */
    record Settings(
            AckMode ackMode,
            boolean batch,
            boolean deadLetters,
            int maxDeliveries,
            Duration minIdle,
            boolean readHeaders) {}

    DeliveryHandler(
            ConsumerGroup group,
            InFlight inFlight,
            GroupMetrics metrics,
            Settings settings,
            RetryTemplate retry,
            Consumer<Message<?>> application,
            BiConsumer<Message<?>, Throwable> errors) {
        this.group = group;
        this.inFlight = inFlight;
        this.metrics = metrics;
        this.settings = settings;
        this.retry = retry;
        this.application = application;
        this.errors = errors;
    }

    /**
     * Handles one message, or one batch, whatever the application does; only a lost server is thrown.
     *
     * @param done is given the ids to acknowledge, each as soon as it is known
     */
    void handle(List<Delivery> delivered, Attempts attempts, List<String> done) {
        List<Delivery> due = new ArrayList<>();
        for (Delivery delivery : delivered) {
            if (!inFlight.contains(delivery.id())) {
                log.debug("{} was taken over by another consumer before it was handled", delivery.id());
            } else if (delivery.target() != null && !delivery.target().equals(group.group())) {
                done.add(delivery.id());
            } else if (exhausted(delivery)) {
                settle(delivery)
                        .deadLetter(
                                List.of(delivery.id()),
                                new GivenUpException(delivery.deliveries() - 1, settings.maxDeliveries()));
            } else {
                due.add(delivery);
            }
        }
        if (!due.isEmpty()) {
            run(due, attempts, done);
        }
    }

    /** Entries that crash their consumer take a whole batch with them: after some crashes each one goes alone. */
    boolean alone(Delivery delivery) {
        return bounded() && delivery.deliveries() > Math.max(2, settings.maxDeliveries() / 2);
    }

    private void run(List<Delivery> due, Attempts attempts, List<String> done) {
        var entries = new DeliveredEntries(group, inFlight, metrics, clock, settings.minIdle(), due);
        var message = message(due, entries);
        Throwable failure = attempt(message, attempts);
        if (failure == null) {
            if (settings.ackMode() == AckMode.AUTO) {
                done.addAll(entries.open());
            }
        } else if (attempts.stopping()) {
            List<String> open = entries.open();
            inFlight.remove(open);
            group.release(open, Duration.ofDays(1), false);
        } else if (due.size() > 1 && settings.ackMode() == AckMode.AUTO) {
            due.forEach(one -> run(List.of(one), attempts, done));
        } else {
            giveUp(message, entries, failure);
        }
    }

    private void giveUp(Message<?> message, DeliveredEntries entries, Throwable failure) {
        try {
            errors.accept(message, failure);
        } catch (RuntimeException e) {
            log.warn("the error channel of {} failed", group.destination(), e);
        }
        if (settings.deadLetters()) {
            entries.deadLetter(entries.open(), failure);
        } else {
            entries.release();
        }
    }

    private @Nullable Throwable attempt(Message<?> message, Attempts attempts) {
        int[] attempt = {0};
        try {
            retry.execute(() -> {
                if (attempt[0]++ > 0) {
                    metrics.retried();
                }
                attempts.attempt(() -> application.accept(message));
                return true;
            });
            return null;
        } catch (RetryException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (RuntimeException e) {
            return e;
        } finally {
            attempts.done();
        }
    }

    private Message<?> message(List<Delivery> due, DeliveredEntries entries) {
        var messages = new InboundMessages(
                group, settings.ackMode() == AckMode.MANUAL ? entries : null, settings.readHeaders());
        return settings.batch() ? messages.batch(due) : messages.single(due.getFirst());
    }

    private DeliveredEntries settle(Delivery delivery) {
        return new DeliveredEntries(group, inFlight, metrics, clock, settings.minIdle(), List.of(delivery));
    }

    private boolean exhausted(Delivery delivery) {
        return bounded() && delivery.deliveries() > settings.maxDeliveries();
    }

    private boolean bounded() {
        return settings.deadLetters() && settings.maxDeliveries() > 0;
    }
}
