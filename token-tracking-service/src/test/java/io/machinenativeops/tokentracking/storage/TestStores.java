package io.machinenativeops.tokentracking.storage;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.machinenativeops.binder.redis.RedisStreamsAutoConfiguration;
import io.machinenativeops.binder.redis.RedisStreamsOperations;
import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.tokentracking.event.Recorded;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.event.UsageRecorded;
import io.machinenativeops.tokentracking.event.UsageRecordedJson;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import tools.jackson.databind.JsonNode;

/** A stream and a database of a test's own, with what the test looks at them with. */
final class TestStores implements AutoCloseable {

    static final String GROUP = StorageConfiguration.GROUP;

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final RedisClient client;
    final StatefulRedisConnection<String, String> redis;
    final RedisStreamsOperations streams;
    final ClickHouse clickHouse;
    final String stream;
    final Schema schema;

    private TestStores(String redisUrl, String clickHouseUrl) {
        TestPropertyValues.of(
                        "spring.cloud.stream.redis-streams.binder.uri=" + redisUrl,
                        "spring.cloud.stream.redis-streams.binder.key-prefix=" + EmbeddedStores.freshKeyPrefix())
                .applyTo(context);
        context.register(RedisStreamsAutoConfiguration.class);
        context.refresh();
        streams = context.getBean(RedisStreamsOperations.class);
        stream = streams.streamKey(UsageRecorded.DESTINATION);
        client = RedisClient.create(redisUrl);
        redis = client.connect();
        clickHouse = clickHouse(clickHouseUrl);
        schema = new Schema(clickHouse, Migration.load(Schema.FOLDER));
    }

    /** On the servers that all tests share, with the schema in place. */
    static TestStores shared() {
        return of(EmbeddedStores.redisUrl(), EmbeddedStores.clickHouseUrl());
    }

    static TestStores of(String redisUrl, String clickHouseUrl) {
        var stores = new TestStores(redisUrl, clickHouseUrl);
        stores.schema.upgrade();
        return stores;
    }

    static ClickHouse clickHouse(String url) {
        var properties = new ClickHouseProperties(
                URI.create(url),
                "default",
                "",
                EmbeddedStores.freshDatabase(),
                "",
                Duration.ofSeconds(2),
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                10_000);
        var breakers = CircuitBreakerRegistry.of(StorageConfiguration.breaker());
        return new ClickHouse(
                properties,
                breakers.circuitBreaker("read"),
                breakers.circuitBreaker("write"),
                StorageConfiguration.twice());
    }

    FrozenBatches batches() {
        return new FrozenBatches(streams, UsageRecorded.DESTINATION, GROUP);
    }

    /** Appends an entry to the stream and returns its id. */
    String append(Recorded<RecordedUsage> event) {
        return append(new String(UsageRecordedJson.write(event), StandardCharsets.UTF_8));
    }

    String append(String payload) {
        return redis.sync().xadd(stream, "p", payload, "h", "{}");
    }

    JsonNode row(String sql) {
        return clickHouse.rows(sql.replace("$events", table()), Map.of()).getFirst();
    }

    List<JsonNode> rows(String sql) {
        return clickHouse.rows(sql.replace("$events", table()), Map.of());
    }

    String table() {
        return clickHouse.properties().database() + "." + UsageRow.TABLE;
    }

    @Override
    public void close() {
        redis.close();
        client.shutdown();
        clickHouse.close();
        context.close();
    }
}
