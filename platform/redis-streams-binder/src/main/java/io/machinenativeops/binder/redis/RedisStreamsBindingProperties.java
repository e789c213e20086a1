package io.machinenativeops.binder.redis;

import org.springframework.cloud.stream.binder.BinderSpecificPropertiesProvider;

/** The binder's own properties of one binding. */
public class RedisStreamsBindingProperties implements BinderSpecificPropertiesProvider {

    private RedisStreamsConsumerProperties consumer = new RedisStreamsConsumerProperties();
    private RedisStreamsProducerProperties producer = new RedisStreamsProducerProperties();

    @Override
    public RedisStreamsConsumerProperties getConsumer() {
        return consumer;
    }

    public void setConsumer(RedisStreamsConsumerProperties consumer) {
        this.consumer = consumer;
    }

    @Override
    public RedisStreamsProducerProperties getProducer() {
        return producer;
    }

    public void setProducer(RedisStreamsProducerProperties producer) {
        this.producer = producer;
    }
}
