package io.machinenativeops.tokentracking.storage;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.machinenativeops.binder.redis.RedisStreamsOperations;
import io.machinenativeops.tokentracking.event.SpanRecorded;
import io.machinenativeops.tokentracking.event.UsageRecorded;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

/** Puts the parts of the store together. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {

    /** The group whose entries are acknowledged once they are stored. */
    static final String GROUP = "token-tracking-writer";

    @Bean
    ClickHouse clickHouse(ClickHouseProperties properties, MeterRegistry registry) {
        var breakers = CircuitBreakerRegistry.of(breaker());
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(registry);
        return new ClickHouse(
                properties,
                breakers.circuitBreaker("clickhouse-read"),
                breakers.circuitBreaker("clickhouse-write"),
                twice());
    }

    @Bean
    Schema schema(ClickHouse clickHouse) {
        return new Schema(clickHouse, Migration.load(Schema.FOLDER));
    }

    @Bean
    UsageStore usageStore(ClickHouse clickHouse, Schema schema) {
        return new UsageStore(clickHouse, schema);
    }

    @Bean
    UsageDeletion usageDeletion(ClickHouse clickHouse, Schema schema) {
        return new UsageDeletion(clickHouse, schema);
    }

    @Bean
    StoredFingerprints storedFingerprints(UsageStore store) {
        return new StoredFingerprints(store);
    }

    @Bean
    StoredItems storedItems(UsageStore store) {
        return new StoredItems(store);
    }

    @Bean
    TraceWork traceWork(ClickHouse clickHouse, Schema schema) {
        return new TraceWork(clickHouse, schema);
    }

    @Bean
    ClickHouseHealth clickHouseHealthIndicator(ClickHouse clickHouse, Schema schema) {
        return new ClickHouseHealth(clickHouse, schema);
    }

    @Bean
    UsageEvents usageEvents(ClickHouse clickHouse) {
        return new UsageEvents(clickHouse);
    }

    @Bean
    RecordedSpans recordedSpans(ClickHouse clickHouse) {
        return new RecordedSpans(clickHouse);
    }

    @Bean
    @ConditionalOnProperty(name = "mno.writer.enabled", matchIfMissing = true)
    StreamWriter usageWriter(
            RedisStreamsOperations streams, UsageEvents table, WriterProperties properties, MeterRegistry registry) {
        return writer(new FrozenBatches(streams, UsageRecorded.DESTINATION, GROUP), table, properties, registry);
    }

    @Bean
    @ConditionalOnProperty(name = "mno.writer.enabled", matchIfMissing = true)
    StreamWriter spanWriter(
            RedisStreamsOperations streams, RecordedSpans table, WriterProperties properties, MeterRegistry registry) {
        return writer(new FrozenBatches(streams, SpanRecorded.DESTINATION, GROUP), table, properties, registry);
    }

    @Bean
    @ConditionalOnProperty(name = "mno.writer.enabled", matchIfMissing = true)
    WriterHealth writerHealthIndicator(List<StreamWriter> writers) {
        return new WriterHealth(writers);
    }

    /** The binding {@code storeUsage-in-0}. */
    @Bean
    @ConditionalOnProperty(name = "mno.writer.enabled", matchIfMissing = true)
    Consumer<Message<List<byte[]>>> storeUsage(@Qualifier("usageWriter") StreamWriter writer) {
        return writer::store;
    }

    /** The binding {@code storeSpans-in-0}. */
    @Bean
    @ConditionalOnProperty(name = "mno.writer.enabled", matchIfMissing = true)
    Consumer<Message<List<byte[]>>> storeSpans(@Qualifier("spanWriter") StreamWriter writer) {
        return writer::store;
    }

    private static StreamWriter writer(
            FrozenBatches batches, Table<?> table, WriterProperties properties, MeterRegistry registry) {
        return new StreamWriter(new BatchWriter<>(
                batches,
                table,
                new WriterMetrics(registry, batches),
                properties,
                () -> UUID.randomUUID().toString(),
                Clock.systemUTC()));
    }

    static Retry twice() {
        return Retry.of(
                "clickhouse-read",
                RetryConfig.custom()
                        .maxAttempts(2)
                        .waitDuration(Duration.ofMillis(50))
                        .retryExceptions(StoreUnavailableException.class)
                        .build());
    }

    static CircuitBreakerConfig breaker() {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .waitDurationInOpenState(Duration.ofSeconds(2))
                .permittedNumberOfCallsInHalfOpenState(2)
                // A refused statement or value says nothing about the server's health.
                .recordException(StoreUnavailableException.class::isInstance)
                .build();
    }
}
