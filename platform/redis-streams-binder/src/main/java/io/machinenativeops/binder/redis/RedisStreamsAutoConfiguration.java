package io.machinenativeops.binder.redis;

import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.cloud.stream.config.BindingHandlerAdvise;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The operations on streams as beans of the application. Nothing connects before its first use. */
@AutoConfiguration(
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@EnableConfigurationProperties(RedisStreamsBinderProperties.class)
public final class RedisStreamsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    RedisConnections redisStreamsConnections(RedisStreamsBinderProperties properties) {
        return new RedisConnections(properties);
    }

    @Bean
    @ConditionalOnMissingBean
    RedisCommands redisStreamsCommands(RedisConnections connections, RedisStreamsBinderProperties properties) {
        return new RedisCommands(connections, properties);
    }

    @Bean
    @ConditionalOnMissingBean
    StreamKeys redisStreamsKeys(RedisStreamsBinderProperties properties) {
        return new StreamKeys(properties.keyPrefix());
    }

    @Bean
    @ConditionalOnMissingBean
    MemoryGuard redisStreamsMemoryGuard(RedisConnections connections, RedisStreamsBinderProperties properties) {
        return new MemoryGuard(connections, properties);
    }

    @Bean
    @ConditionalOnMissingBean
    StreamMetrics redisStreamsMetrics(ObjectProvider<MeterRegistry> registry) {
        return new StreamMetrics(registry.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    @ConditionalOnMissingBean
    StreamTracing redisStreamsTracing(ObjectProvider<ObservationRegistry> registry) {
        return new StreamTracing(registry.getIfAvailable(() -> ObservationRegistry.NOOP));
    }

    @Bean
    @ConditionalOnMissingBean(RedisStreamsOperations.class)
    RedisStreams redisStreamsOperations(RedisCommands redis, StreamKeys keys) {
        return new RedisStreams(redis, keys);
    }

    @Bean
    @ConditionalOnMissingBean(AppendOnce.class)
    RedisAppendOnce redisStreamsAppendOnce(
            RedisCommands redis,
            StreamKeys keys,
            MemoryGuard memory,
            StreamMetrics metrics,
            StreamTracing tracing,
            RedisStreamsBinderProperties properties) {
        return new RedisAppendOnce(redis, keys, memory, metrics, tracing, properties.appendOnce());
    }

    @Bean
    @ConditionalOnMissingBean(DeadLetters.class)
    RedisDeadLetters redisStreamsDeadLetters(RedisCommands redis, StreamKeys keys) {
        return new RedisDeadLetters(redis, keys);
    }

    /** Lets a binding's own properties fall back to those under {@code default}. */
    @Bean
    @ConditionalOnMissingBean(name = "redisStreamsDefaultMappings")
    BindingHandlerAdvise.MappingsProvider redisStreamsDefaultMappings() {
        return () -> Map.of(
                ConfigurationPropertyName.of("spring.cloud.stream.redis-streams.bindings"),
                ConfigurationPropertyName.of(RedisStreamsExtendedBindingProperties.DEFAULTS));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
    static class Health {

        @Bean
        @ConditionalOnEnabledHealthIndicator("redis-streams")
        RedisStreamsHealthIndicator redisStreamsHealthIndicator(RedisCommands redis) {
            return new RedisStreamsHealthIndicator(redis);
        }
    }
}
