package io.machinenativeops.teamrbac.identity;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.platform.event.IncomingEvent;
import io.machinenativeops.teamrbac.access.TenantIndexes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.stream.binder.Binding;
import org.springframework.cloud.stream.binding.BindingService;
import org.springframework.context.SmartLifecycle;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.stereotype.Component;

/** Tells the indexes of this replica what others changed (the binding {@code identity-indexes}). */
@Component
class IndexFeed implements SmartLifecycle {

    static final String BINDING = "identity-indexes";

    private static final Logger log = LoggerFactory.getLogger(IndexFeed.class);

    private final BindingService bindings;
    private final TenantIndexes indexes;
    private Collection<Binding<SubscribableChannel>> bound = List.of();

    IndexFeed(BindingService bindings, TenantIndexes indexes) {
        this.bindings = bindings;
        this.indexes = indexes;
    }

    private void read(Message<?> message) {
        byte[] sent = message.getPayload() instanceof byte[] bytes
                ? bytes
                : message.getPayload().toString().getBytes(StandardCharsets.UTF_8);
        try {
            var event = IncomingEvent.read(sent);
            if (event.type().equals(IdentityChanged.TYPE)) {
                var changed = event.dataAs(Changed.class);
                // Of none there is no index.
                if (!changed.organizationId.equals(IdentityChanges.NO_ORGANIZATION)) {
                    indexes.changed(UUID.fromString(changed.organizationId), changed.revision);
                }
            }
        } catch (RuntimeException unreadable) {
            log.error(
                    "an event of {} can't be read and is left out: {}",
                    IdentityChanged.STREAM,
                    unreadable.getMessage());
        }
    }

    private record Changed(String organizationId, long revision) {}

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
