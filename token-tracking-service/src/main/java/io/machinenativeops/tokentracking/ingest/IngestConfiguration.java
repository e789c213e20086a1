package io.machinenativeops.tokentracking.ingest;

import java.time.Clock;
import java.util.Map;

import io.machinenativeops.binder.redis.AppendOnce;
import io.machinenativeops.binder.redis.RedisStreamsBinderProperties;
import io.machinenativeops.tokentracking.pricing.CostEngine;
import io.machinenativeops.tokentracking.usage.UsageNormalizer;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the intake together. */
@Configuration(proxyBeanMethods = false)
class IngestConfiguration {

    @Bean
    RequestBodies requestBodies(IngestProperties limits) {
        return new RequestBodies(limits.memoryInFlight());
    }

    @Bean
    UsageIntake usageIntake(
            CostEngine engine,
            IngestProperties limits,
            RedisStreamsBinderProperties binder,
            ObjectProvider<RecordedEvents> recorded,
            AppendOnce stream,
            MeterRegistry registry) {
        return new UsageIntake(
                new Metering(new UsageNormalizer(), engine),
                new TimeWindow(limits.maxAge(), limits.maxAhead()),
                binder.appendOnce().retention(),
                recorded.getIfAvailable(() -> (organization, events) -> Map.of()),
                stream,
                new IngestMeters(registry),
                Clock.systemUTC());
    }
}
