package io.machinenativeops.platform.security;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

import io.machinenativeops.platform.event.IncomingEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.stream.binder.Binding;
import org.springframework.cloud.stream.binding.BindingService;
import org.springframework.context.SmartLifecycle;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.SubscribableChannel;

/**
 * Reads {@code identity.changed}: every replica all of it, beginning with what happened while the oldest token lives
 * (the binding {@code identity-changed}). While the stream is away, tokens still end after five minutes.
 */
final class IdentityChangeFeed implements SmartLifecycle {

    static final String BINDING = "identity-changed";

    private static final Logger log = LoggerFactory.getLogger(IdentityChangeFeed.class);

    private final BindingService bindings;
    private final SupersededTokens tokens;
    private Collection<Binding<SubscribableChannel>> bound = List.of();

    IdentityChangeFeed(BindingService bindings, SupersededTokens tokens) {
        this.bindings = bindings;
        this.tokens = tokens;
    }

    private void read(Message<?> message) {
        byte[] sent = message.getPayload() instanceof byte[] bytes
                ? bytes
                : message.getPayload().toString().getBytes(StandardCharsets.UTF_8);
        try {
            var event = IncomingEvent.read(sent);
            if (event.type().equals(IdentityChange.TYPE)) {
                tokens.apply(event.dataAs(IdentityChange.class));
            }
        } catch (RuntimeException unreadable) {
            log.error(
                    "an event of {} can't be read and is left out: {}", IdentityChange.STREAM, unreadable.getMessage());
        }
    }

    @Override
    public synchronized void start() {
        if (bound.isEmpty()) {
            var channel = new DirectChannel();
            channel.setBeanName(BINDING);
            channel.subscribe(this::read);
            bound = bindings.bindConsumer((SubscribableChannel) channel, BINDING);
        }
    }

    @Override
    public synchronized void stop() {
        bindings.unbindConsumers(BINDING);
        bound = List.of();
    }

    @Override
    public synchronized boolean isRunning() {
        return !bound.isEmpty();
    }
}
