package io.machinenativeops.binder.redis;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The context a binder lives in: a child of the application's, whose connections it uses unless it has an environment of its own. */
@Configuration(proxyBeanMethods = false)
@Import(RedisStreamsAutoConfiguration.class)
@EnableConfigurationProperties(RedisStreamsExtendedBindingProperties.class)
final class RedisStreamsBinderConfiguration {

    @Bean
    RedisStreamsMessageChannelBinder redisStreamsMessageChannelBinder(
            RedisCommands redis,
            StreamKeys keys,
            MemoryGuard memory,
            RedisAppendOnce appendOnce,
            StreamMetrics metrics,
            StreamTracing tracing,
            RedisStreamsExtendedBindingProperties bindings) {
        return new RedisStreamsMessageChannelBinder(
                new StreamAccess(redis, keys, memory, appendOnce, metrics, tracing), bindings);
    }
}
