package io.machinenativeops.platform.event;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.stream.binder.Binding;
import org.springframework.cloud.stream.binding.BindingService;
import org.springframework.context.SmartLifecycle;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.SubscribableChannel;

/**
 * Reads one kind of event from a stream, every replica all of it by itself. An event that can't be read is logged and left out:
 * it would be as unreadable the next time.
 */
public class EventFeed implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventFeed.class);

    private final BindingService bindings;
    private final String binding;
    private final String type;
    private final Consumer<IncomingEvent> reader;
    private Collection<Binding<SubscribableChannel>> bound = List.of();

    /**
     * A feed that reads once it is started.
     *
     * @param binding the name under {@code spring.cloud.stream.bindings}, which says the stream
     * @param type of the events that are read
     */
    public EventFeed(BindingService bindings, String binding, String type, Consumer<IncomingEvent> reader) {
        this.bindings = bindings;
        this.binding = binding;
        this.type = type;
        this.reader = reader;
    }

    private void read(Message<?> message) {
        byte[] sent = message.getPayload() instanceof byte[] bytes
                ? bytes
                : message.getPayload().toString().getBytes(StandardCharsets.UTF_8);
        try {
            var event = IncomingEvent.read(sent);
            if (event.type().equals(type)) {
                reader.accept(event);
            }
        } catch (RuntimeException unreadable) {
            log.error("{}: an event can't be read and is left out: {}", binding, unreadable.getMessage());
        }
    }

    @Override
    public final synchronized void start() {
        if (bound.isEmpty()) {
            var channel = new DirectChannel();
            channel.setBeanName(binding);
            channel.subscribe(this::read);
            bound = bindings.bindConsumer((SubscribableChannel) channel, binding);
        }
    }

    @Override
    public final synchronized void stop() {
        bindings.unbindConsumers(binding);
        bound = List.of();
    }

    @Override
    public final synchronized boolean isRunning() {
        return !bound.isEmpty();
    }
}
