package io.machinenativeops.tokentracking.estimate;

import io.machinenativeops.binder.redis.RedisStreamsOperations;
import io.machinenativeops.tokentracking.ingest.Reversals;
import io.machinenativeops.tokentracking.ingest.UsageIntake;
import io.machinenativeops.tokentracking.storage.StoredItems;
import io.machinenativeops.tokentracking.storage.TraceWork;
import io.machinenativeops.tokentracking.storage.UsageStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Puts the sweep together. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class EstimateConfiguration {

    @Bean
    EstimateSweep estimateSweep(
            TraceWork work,
            UsageStore store,
            StoredItems items,
            UsageIntake intake,
            Reversals reversals,
            RedisStreamsOperations redis,
            EstimateProperties properties,
            MeterRegistry registry) {
        var state = new SweepState(redis);
        var estimates =
                new Estimates(new ObservedTraces(store), items, intake, reversals, state, new EstimateMeters(registry));
        return new EstimateSweep(work, estimates, state, properties);
    }
}
