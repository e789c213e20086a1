package io.machinenativeops.binder.redis;

import java.util.Map;
import java.util.UUID;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.stream.binder.AbstractMessageChannelBinder;
import org.springframework.cloud.stream.binder.BinderSpecificPropertiesProvider;
import org.springframework.cloud.stream.binder.ExtendedConsumerProperties;
import org.springframework.cloud.stream.binder.ExtendedProducerProperties;
import org.springframework.cloud.stream.binder.ExtendedPropertiesBinder;
import org.springframework.cloud.stream.binder.HeaderMode;
import org.springframework.cloud.stream.provisioning.ConsumerDestination;
import org.springframework.cloud.stream.provisioning.ProducerDestination;
import org.springframework.integration.core.MessageProducer;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.util.StringUtils;

/** Binds channels to Redis streams. */
public final class RedisStreamsMessageChannelBinder
        extends AbstractMessageChannelBinder<
                ExtendedConsumerProperties<RedisStreamsConsumerProperties>,
                ExtendedProducerProperties<RedisStreamsProducerProperties>,
                StreamProvisioner>
        implements ExtendedPropertiesBinder<
                MessageChannel, RedisStreamsConsumerProperties, RedisStreamsProducerProperties> {

    /** How the name of a group begins that nobody named. */
    static final String ANONYMOUS = "anonymous.";

    private final StreamAccess access;
    private final RedisStreamsExtendedBindingProperties bindings;

    RedisStreamsMessageChannelBinder(StreamAccess access, RedisStreamsExtendedBindingProperties bindings) {
        super(new String[0], new StreamProvisioner());
        this.access = access;
        this.bindings = bindings;
    }

    @Override
    public String getBinderIdentity() {
        return "redis-streams-" + super.getBinderIdentity();
    }

    @Override
    public RedisStreamsConsumerProperties getExtendedConsumerProperties(String binding) {
        return bindings.getExtendedConsumerProperties(binding);
    }

    @Override
    public RedisStreamsProducerProperties getExtendedProducerProperties(String binding) {
        return bindings.getExtendedProducerProperties(binding);
    }

    @Override
    public String getDefaultsPrefix() {
        return bindings.getDefaultsPrefix();
    }

    @Override
    public Class<? extends BinderSpecificPropertiesProvider> getExtendedPropertiesEntryClass() {
        return bindings.getExtendedPropertiesEntryClass();
    }

    @Override
    protected MessageHandler createProducerMessageHandler(
            ProducerDestination destination,
            ExtendedProducerProperties<RedisStreamsProducerProperties> properties,
            @Nullable MessageChannel errorChannel) {
        var producer = new StreamProducer(
                destination,
                properties.isPartitioned(),
                properties.getHeaderMode() != HeaderMode.none,
                properties.getExtension(),
                access,
                errorChannel);
        producer.setBeanFactory(getBeanFactory());
        producer.setBeanName("outbound." + destination.getName());
        return producer;
    }

    @Override
    protected MessageProducer createConsumerEndpoint(
            ConsumerDestination destination,
            @Nullable String group,
            ExtendedConsumerProperties<RedisStreamsConsumerProperties> properties) {
        var extension = properties.getExtension();
        boolean anonymous = !StringUtils.hasText(group);
        String name = anonymous ? ANONYMOUS + UUID.randomUUID() : String.valueOf(group);
        String consumerName = extension.getConsumerName();
        var consumerGroup = new ConsumerGroup(
                access.redis(),
                access.keys(),
                destination.getName(),
                name,
                consumerName == null ? UUID.randomUUID().toString() : consumerName);
        var errors = registerErrorInfrastructure(destination, name, properties);
        var consumer = new StreamConsumer(
                consumerGroup,
                new StreamConsumer.Settings(
                        anonymous,
                        properties.isBatchMode(),
                        properties.getHeaderMode() != HeaderMode.none,
                        Math.max(1, properties.getConcurrency()),
                        buildRetryTemplate(properties),
                        errors.getRecoverer()),
                extension,
                access.metrics());
        consumer.setBeanFactory(getBeanFactory());
        consumer.setBeanName("inbound." + destination.getName());
        getApplicationContext()
                .getBeanProvider(ObservationRegistry.class)
                .ifAvailable(consumer::registerObservationRegistry);
        return consumer;
    }

    /** Nothing is rethrown from the error channel: what becomes of the entry is decided after it was told. */
    @Override
    protected MessageHandler getErrorMessageHandler(
            ConsumerDestination destination,
            String group,
            ExtendedConsumerProperties<RedisStreamsConsumerProperties> properties) {
        return message -> logger.debug("could not be handled: " + message);
    }

    @Override
    protected Map<String, Object> doGetAdditionalConfigurationProperties(String name) {
        return Map.of();
    }
}
