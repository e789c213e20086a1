package io.machinenativeops.gateway.limit;

import io.machinenativeops.gateway.route.RouteNames;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

    @Bean
    RedisBuckets redisBuckets(LimitProperties properties, MeterRegistry meters) {
        var redis = new RedisBuckets(properties.redis(), properties.timeout());
        Gauge.builder("mno.gateway.limits.shared", redis, buckets -> buckets.isUsable() ? 1 : 0)
                .description("1 while limits are counted in Redis, 0 while this gateway counts alone")
                .register(meters);
        return redis;
    }

    @Bean
    LimitCounter limitCounter(RedisBuckets redis, MeterRegistry meters) {
        return new LimitCounter(redis, meters);
    }

    @Bean
    WebMvcConfigurer limitedRoutes(
            LimitProperties properties,
            LimitCounter counter,
            RouteNames routes,
            MeterRegistry meters,
            @Value("${mno.gateway.connections:256}") int connections) {
        var interceptor = new LimitInterceptor(properties, connections, counter, routes, meters);
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(interceptor);
            }
        };
    }
}
