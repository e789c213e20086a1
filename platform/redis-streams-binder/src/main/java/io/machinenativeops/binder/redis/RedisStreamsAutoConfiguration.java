package io.machinenativeops.binder.redis;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

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
            RedisStreamsBinderProperties properties) {
        return new RedisAppendOnce(redis, keys, memory, metrics, properties.appendOnce());
    }
}
