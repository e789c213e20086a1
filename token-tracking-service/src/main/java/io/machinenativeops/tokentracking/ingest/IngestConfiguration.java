package io.machinenativeops.tokentracking.ingest;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import io.machinenativeops.binder.redis.AppendOnce;
import io.machinenativeops.binder.redis.RedisStreamsBinderProperties;
import io.machinenativeops.tokentracking.ingest.reading.TimeWindow;
import io.machinenativeops.tokentracking.pricing.CostEngine;
import io.machinenativeops.tokentracking.usage.UsageNormalizer;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the intake together. */
@Configuration(proxyBeanMethods = false)
class IngestConfiguration {

    /** An accepted event is stored within a second or two, unless the store is behind. */
    private static final Duration STORED_WITHIN = Duration.ofSeconds(4);

    /** How far the clocks of our machines may be apart. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    @Bean
    DurableAppend durableAppend(AppendOnce stream) {
        return new DurableAppend(new SharedEntries(stream));
    }

    @Bean
    TimeWindow timeWindow(IngestProperties limits) {
        return new TimeWindow(limits.maxAge(), limits.maxAhead());
    }

    @Bean
    UsageJournal usageJournal(
            DurableAppend stream,
            RecordedEvents recorded,
            IngestProperties limits,
            RedisStreamsBinderProperties binder) {
        return new UsageJournal(
                stream,
                recorded,
                limits.maxAhead().plus(CLOCKS),
                binder.appendOnce().retention());
    }

    @Bean
    Reversals reversals(UsageJournal journal) {
        return new Reversals(journal, Clock.systemUTC());
    }

    /** Before the first request: the server starts when all beans are made. */
    @Bean
    SmartInitializingSingleton claimsBegin(UsageJournal journal) {
        return journal::begin;
    }

    @Bean
    Metering metering(CostEngine engine) {
        return new Metering(new UsageNormalizer(), engine);
    }

    @Bean
    UsageIntake usageIntake(
            Metering metering,
            TimeWindow window,
            UsageJournal journal,
            ObjectProvider<CorrectableEvents> stored,
            MeterRegistry registry) {
        return new UsageIntake(
                metering,
                window,
                journal,
                new Corrections(stored.getIfAvailable(() -> (organization, ids) -> Map.of()), STORED_WITHIN),
                new IngestMeters(registry),
                Clock.systemUTC());
    }
}
