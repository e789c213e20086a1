package io.machinenativeops.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * A stack whose people, keys and tokens are driven, with the secrets that its services know each other by.
 *
 * @param rbacUrl of team-rbac's own port
 * @param postgresUrl of its database, for the administrator
 * @param pepper of API keys
 * @param callback where a sign-in ends
 * @param email of the first user
 * @param processes process ids by name
 */
record AuthTarget(
        String gatewayUrl,
        String rbacUrl,
        String postgresUrl,
        String postgresPassword,
        int redisPort,
        String pepper,
        Clients clients,
        String callback,
        String email,
        String password,
        Map<String, Long> processes) {

    static final String TEAM_RBAC = "team-rbac";

    private static final JsonMapper JSON = new JsonMapper();

    AuthTarget {
        processes = new LinkedHashMap<>(processes);
    }

    /** Secrets of the issuer's clients. */
    record Clients(String gateway, String services, String bff) {}

    /**
     * The stack that runs now, with the stores of its own.
     *
     * @param home the folder of its state
     * @param status what {@code ./mno status --json} prints
     * @throws IllegalArgumentException when it is not there
     */
    static AuthTarget of(Path home, String status, Map<String, String> environment) {
        var running = RunningParts.of(status);
        var ports = running.ports();
        if (!ports.containsKey(TEAM_RBAC) || !ports.containsKey("postgres")) {
            throw new IllegalArgumentException(
                    "No stack with a PostgreSQL of its own runs from " + home + ": start one with './mno up'");
        }
        var keys = home.resolve("keys");
        var credentials = JSON.readTree(read(home.resolve("credentials.json")));
        var gateway = credentials.path("gatewayUrl").asString("");
        var gatewayPort = URI.create(gateway).getPort();
        return new AuthTarget(
                gateway,
                "http://127.0.0.1:" + ports.get(TEAM_RBAC),
                "jdbc:postgresql://127.0.0.1:%d/team_rbac".formatted(ports.get("postgres")),
                read(keys.resolve("postgres.password")),
                ports.getOrDefault("redis", 0),
                read(keys.resolve("mno-pepper.secret")),
                new Clients(
                        read(keys.resolve("mno-client-gateway-secret.secret")),
                        read(keys.resolve("mno-client-services-secret.secret")),
                        read(keys.resolve("mno-client-bff-secret.secret"))),
                environment.getOrDefault("MNO_ISSUER", "http://localhost:" + gatewayPort) + "/auth/callback",
                credentials.path("adminEmail").asString(""),
                credentials.path("adminPassword").asString(""),
                running.processes());
    }

    Postgres postgres() {
        return new Postgres(postgresUrl, postgresPassword);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException missing) {
            throw new UncheckedIOException("cannot read " + file, missing);
        }
    }
}
