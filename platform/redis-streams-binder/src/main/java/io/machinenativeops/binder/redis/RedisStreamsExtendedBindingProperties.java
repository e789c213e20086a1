package io.machinenativeops.binder.redis;

import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.cloud.stream.binder.AbstractExtendedBindingProperties;
import org.springframework.cloud.stream.binder.BinderSpecificPropertiesProvider;

/** The binder's own properties of all bindings: {@code bindings.<name>.*}, with {@code default.*} for what a binding leaves out. */
@ConfigurationProperties("spring.cloud.stream.redis-streams")
public class RedisStreamsExtendedBindingProperties
        extends AbstractExtendedBindingProperties<
                RedisStreamsConsumerProperties, RedisStreamsProducerProperties, RedisStreamsBindingProperties> {

    static final String DEFAULTS = "spring.cloud.stream.redis-streams.default";

    @Override
    public String getDefaultsPrefix() {
        return DEFAULTS;
    }

    @Override
    public Map<String, RedisStreamsBindingProperties> getBindings() {
        return doGetBindings();
    }

    @Override
    public Class<? extends BinderSpecificPropertiesProvider> getExtendedPropertiesEntryClass() {
        return RedisStreamsBindingProperties.class;
    }
}
