package io.machinenativeops.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import tools.jackson.databind.json.JsonMapper;

/**
 * The stack that is driven: its addresses and processes, as {@code ./mno status --json} and {@code credentials.json} tell.
 *
 * @param key API key, as the gateway takes it
 * @param token gives a token for the key, as services take it
 * @param processes process ids by name
 */
public record Target(
        String gatewayUrl,
        String serviceUrl,
        String clickHouseUrl,
        int redisPort,
        String organization,
        String key,
        Supplier<String> token,
        Map<String, Long> processes) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Of the bench itself, whose load counts too when both share the cores. */
    static final String GENERATOR = "generator";

    static final String TOKEN_TRACKING = "token-tracking";

    public Target {
        processes = new LinkedHashMap<>(processes);
    }

    /**
     * The stack that runs now.
     *
     * @param home the folder of the stack's state
     * @param status what {@code ./mno status --json} prints
     * @throws IllegalArgumentException when the stack is not there
     */
    public static Target of(Path home, String status, Map<String, String> environment) {
        var running = RunningParts.of(status);
        var ports = running.ports();
        if (!ports.containsKey(TOKEN_TRACKING)) {
            throw new IllegalArgumentException("No stack runs from " + home + ": start one with './mno up'");
        }
        try {
            var credentials = JSON.readTree(Files.readString(home.resolve("credentials.json")));
            return new Target(
                    credentials.path("gatewayUrl").asString(""),
                    "http://127.0.0.1:" + ports.get(TOKEN_TRACKING),
                    environment.getOrDefault("CLICKHOUSE_URL", "http://127.0.0.1:" + ports.get("clickhouse")),
                    ports.getOrDefault("redis", 0),
                    credentials.path("organizationId").asString(""),
                    credentials.path("apiKey").asString(""),
                    () -> exchanged(
                            AuthTarget.of(home, status, environment),
                            credentials.path("apiKey").asString("")),
                    running.processes());
        } catch (IOException missing) {
            throw new UncheckedIOException("cannot read the credentials in " + home, missing);
        }
    }

    public String authorization() {
        return "Bearer " + key;
    }

    /** What is shown at an address: the gateway takes the key, a service itself a token for it, which is good for five minutes. */
    String authorizationAt(String url) {
        return url.startsWith(serviceUrl) && !url.startsWith(gatewayUrl) ? "Bearer " + token.get() : authorization();
    }

    private static String exchanged(AuthTarget stack, String key) {
        try (var http = new Http(null, Duration.ofSeconds(10))) {
            return TokenEndpoint.field(new TokenEndpoint(stack).exchange(http, key), "access_token");
        } catch (IOException away) {
            throw new UncheckedIOException("team-rbac gives no token for the key", away);
        }
    }
}
