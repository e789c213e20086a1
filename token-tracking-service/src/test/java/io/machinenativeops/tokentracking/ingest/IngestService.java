package io.machinenativeops.tokentracking.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.machinenativeops.binder.redis.RedisStreamsOperations;
import io.machinenativeops.platform.testing.TestIssuer;
import io.machinenativeops.tokentracking.event.Recorded;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.event.UsageRecorded;
import io.machinenativeops.tokentracking.event.UsageRecordedJson;
import io.machinenativeops.tokentracking.pricing.CostEngine;
import io.machinenativeops.tokentracking.pricing.ModelPrice;
import io.machinenativeops.tokentracking.pricing.PriceBook;
import io.machinenativeops.tokentracking.pricing.PriceConditions;
import io.machinenativeops.tokentracking.pricing.PriceStatus;
import io.machinenativeops.tokentracking.pricing.UnitPrice;
import io.machinenativeops.tokentracking.usage.Unit;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The ways in of the service behind a real port, on a Redis of the test's choice. */
public final class IngestService implements AutoCloseable {

    public static final String ORGANIZATION = "0190a000-0000-7000-8000-000000000001";
    public static final String OTHER = "0190a000-0000-7000-8000-000000000002";
    public static final String PROJECT = "0190a000-0000-7000-8000-0000000000aa";

    private static final TestIssuer ISSUER = new TestIssuer();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String redisUrl;

    private IngestService(ConfigurableApplicationContext context, String redisUrl) {
        this.context = context;
        this.redisUrl = redisUrl;
    }

    /** Only the ways in, with two prices of the test's own. */
    public static IngestService on(String redisUrl, String... properties) {
        return of(Application.class, redisUrl, properties);
    }

    /** Any application that has the ways in. */
    public static IngestService of(Class<?> application, String redisUrl, String... properties) {
        var all = new ArrayList<>(List.of(
                "--server.port=0",
                "--REDIS_URL=" + redisUrl,
                "--MNO_JWKS=" + ISSUER.jwks(),
                "--MNO_LOG_FORMAT=",
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn",
                "--spring.cloud.stream.redis-streams.binder.command-timeout=1s"));
        all.addAll(List.of(properties));
        return new IngestService(new SpringApplicationBuilder(application).run(all.toArray(String[]::new)), redisUrl);
    }

    /** A token that may write usage anywhere in the organisation. */
    public static String token(String organization) {
        return ISSUER.token(organization, "usage:write");
    }

    public static TestIssuer issuer() {
        return ISSUER;
    }

    /** Events that {@link RecordedEvents} tells as stored, by id. */
    public Map<String, String> stored() {
        return context.getBean(Stored.class).fingerprints;
    }

    /** Where the service is. */
    public String url() {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    public double meter(String name, String... tags) {
        return context.getBean(MeterRegistry.class).find(name).tags(tags).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    public Reply events(String json) {
        return send(HttpRequest.BodyPublishers.ofString(json), token(ORGANIZATION), "Content-Type", "application/json");
    }

    public Reply events(byte[] body, String... headers) {
        return send(HttpRequest.BodyPublishers.ofByteArray(body), token(ORGANIZATION), headers);
    }

    public Reply send(HttpRequest.BodyPublisher body, @Nullable String token, String... headers) {
        return send("/api/v1/usage-events", body, token, headers);
    }

    public Reply send(String path, HttpRequest.BodyPublisher body, @Nullable String token, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(30))
                .POST(body);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Reply(client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** All that stands on the stream, in order. */
    public List<Recorded<RecordedUsage>> entries() {
        var key = context.getBean(RedisStreamsOperations.class).streamKey(UsageRecorded.DESTINATION);
        try (var redis = RedisClient.create(redisUrl)) {
            return redis
                    .connect(ByteArrayCodec.INSTANCE)
                    .sync()
                    .xrange(key.getBytes(StandardCharsets.UTF_8), Range.unbounded())
                    .stream()
                    .map(entry -> entry.getBody().entrySet().stream()
                            .filter(field -> new String(field.getKey(), StandardCharsets.UTF_8).equals("p"))
                            .findFirst()
                            .orElseThrow()
                            .getValue())
                    .map(UsageRecordedJson::read)
                    .toList();
        }
    }

    public List<RecordedUsage> items() {
        return entries().stream()
                .flatMap(entry -> entry.data().items().stream())
                .toList();
    }

    public static byte[] gzip(byte[] plain) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        context.close();
        client.close();
    }

    /** What came back. */
    public record Reply(HttpResponse<byte[]> response) {

        public int status() {
            return response.statusCode();
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    static final class Stored {
        private final Map<String, String> fingerprints = new ConcurrentHashMap<>();
    }

    // No @Configuration: the whole service would find it by scanning.
    @EnableAutoConfiguration
    @ConfigurationPropertiesScan({"io.machinenativeops.tokentracking.ingest", "io.machinenativeops.tokentracking.otlp"})
    @ComponentScan({
        "io.machinenativeops.tokentracking.ingest",
        "io.machinenativeops.tokentracking.otlp",
        "io.machinenativeops.tokentracking.span"
    })
    static class Application {

        @Bean
        CostEngine costEngine() {
            return new CostEngine(PriceBook.of(List.of(
                    price("anthropic", "claude-sonnet-4-5", "0.000003", "0.000015"),
                    price("openai", "gpt-5", "0.00000125", "0.00001"))));
        }

        @Bean
        Stored stored() {
            return new Stored();
        }

        @Bean
        RecordedEvents recordedEvents(Stored stored) {
            return new RecordedEvents() {
                @Override
                public Map<String, String> fingerprints(String organization, List<Sought> events) {
                    var found = new HashMap<String, String>();
                    events.forEach(event -> {
                        var fingerprint = stored.fingerprints.get(event.eventId());
                        if (fingerprint != null) {
                            found.put(event.eventId(), fingerprint);
                        }
                    });
                    return found;
                }

                @Override
                public boolean receivedBefore(String organization, Instant moment) {
                    return true;
                }
            };
        }

        private static ModelPrice price(String provider, String model, String in, String out) {
            return new ModelPrice(
                    provider,
                    model,
                    List.of(),
                    null,
                    "USD",
                    model + "@1",
                    null,
                    null,
                    PriceStatus.SINGLE,
                    List.of(
                            UnitPrice.of(Unit.IN_FRESH, new BigDecimal(in), PriceConditions.NONE),
                            UnitPrice.of(Unit.IN_CACHE_WRITE_5M, new BigDecimal("0.00000375"), PriceConditions.NONE),
                            UnitPrice.of(Unit.OUT_TEXT, new BigDecimal(out), PriceConditions.NONE)),
                    List.of(),
                    null,
                    null);
        }
    }
}
