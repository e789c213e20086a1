package io.machinenativeops.tokentracking.analysis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.platform.testing.TestIssuer;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.storage.Rows;
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

    AnalysisService() {
        context = new SpringApplicationBuilder(Application.class)
                .run(
                        "--server.port=0",
                        "--REDIS_URL=" + EmbeddedStores.redisUrl(),
                        "--CLICKHOUSE_URL=" + EmbeddedStores.clickHouseUrl(),
                        "--CLICKHOUSE_DATABASE=" + EmbeddedStores.freshDatabase(),
                        "--spring.cloud.stream.redis-streams.binder.key-prefix=" + EmbeddedStores.freshKeyPrefix(),
                        "--MNO_JWKS=" + ISSUER.jwks(),
                        "--MNO_LOG_FORMAT=",
                        "--spring.main.banner-mode=off",
                        "--logging.level.root=warn");
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
        var port = context.getEnvironment().getRequiredProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + pathAndQuery))
                .header("Authorization", "Bearer " + token)
                .build();
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
