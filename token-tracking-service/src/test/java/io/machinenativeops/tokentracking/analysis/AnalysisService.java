package io.machinenativeops.tokentracking.analysis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.platform.testing.TestIssuer;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.storage.Rows;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on the shared stores, with a database and keys of its own. */
final class AnalysisService implements AutoCloseable {

    static final TestIssuer ISSUER = new TestIssuer();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client = HttpClient.newHttpClient();
    final ConfigurableApplicationContext context;

    AnalysisService(String... properties) {
        var all = new ArrayList<>(List.of(
                "--server.port=0",
                "--REDIS_URL=" + EmbeddedStores.redisUrl(),
                "--MNO_JWKS=" + ISSUER.jwks(),
                "--MNO_LOG_FORMAT=",
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn"));
        all.addAll(List.of(properties));
        orElse(all, "--CLICKHOUSE_URL=", EmbeddedStores::clickHouseUrl);
        orElse(all, "--CLICKHOUSE_DATABASE=", EmbeddedStores::freshDatabase);
        orElse(all, "--spring.cloud.stream.redis-streams.binder.key-prefix=", EmbeddedStores::freshKeyPrefix);
        context = new SpringApplicationBuilder(Application.class).run(all.toArray(String[]::new));
    }

    private static void orElse(List<String> arguments, String name, Supplier<String> otherwise) {
        if (arguments.stream().noneMatch(argument -> argument.startsWith(name))) {
            arguments.add(name + otherwise.get());
        }
    }

    /** The value of a gauge, of all streams together. */
    double meter(String name) {
        return context.getBean(MeterRegistry.class).get(name).gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    /** Sends usage events. */
    HttpResponse<String> post(String token, String body) {
        return post("/api/v1/usage-events", token, body);
    }

    /** Sends JSON to a route. */
    HttpResponse<String> post(String path, String token, String body) {
        return send(HttpRequest.newBuilder(URI.create(url(path)))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    void store(RecordedUsage... items) {
        Rows.insert(context, items);
    }

    /** An organisation that no other test knows. */
    static String organization() {
        return UUID.randomUUID().toString();
    }

    static String reader(String organization) {
        return ISSUER.token(organization, "usage:read");
    }

    JsonNode get(String token, String pathAndQuery) {
        var response = send(token, pathAndQuery);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    HttpResponse<String> send(String token, String pathAndQuery) {
        return send(HttpRequest.newBuilder(URI.create(url(pathAndQuery)))
                .header("Authorization", "Bearer " + token)
                .build());
    }

    String url(String pathAndQuery) {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port") + pathAndQuery;
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        context.close();
    }

    /** The service without the stand-ins that tests of other packages bring. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    @ConfigurationPropertiesScan("io.machinenativeops.tokentracking")
    @ComponentScan(
            basePackages = "io.machinenativeops.tokentracking",
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Application"))
    static class Application {}
}
