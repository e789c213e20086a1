package io.machinenativeops.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What the environment says about one stack.
 *
 * @param root the repository
 * @param home the folder of this stack's state; two stacks differ in it and in {@code portBase}
 * @param apps where the unpacked services and what their JVMs learnt are; stacks of the same build may share it
 * @param portBase port of the gateway; the others follow from it
 * @param bind address the gateway listens on; everything else listens on loopback
 * @param clickhouseUrl a ClickHouse server to use instead of an embedded one
 * @param redisUrl a Redis server to use instead of an embedded one
 * @param postgresUrl a PostgreSQL server to use instead of an embedded one, as a JDBC URL
 * @param teamRbacPostgres {@code URL}, {@code USER} and {@code PASSWORD} of team-rbac's database on such a server, as far as given
 * @param redisFsync when the embedded Redis syncs: {@code always}, {@code everysec} or {@code no}
 * @param teamRbacHeap longest heap of team-rbac, such as {@code 512m}: more holds the permissions of more organisations at once
 * @param issuer the {@code iss} of the tokens: where browsers find the gateway
 */
record Settings(
        Path root,
        Path home,
        Path apps,
        int portBase,
        String bind,
        @Nullable String clickhouseUrl,
        @Nullable String redisUrl,
        @Nullable String postgresUrl,
        Map<String, String> teamRbacPostgres,
        String redisFsync,
        String teamRbacHeap,
        String issuer) {

    static final String LOOPBACK = "127.0.0.1";

    static final String GATEWAY = "gateway";
    static final String GATEWAY_METRICS = "gateway metrics";
    static final String TOKEN_TRACKING = "token-tracking";
    static final String TEAM_RBAC = "team-rbac";
    static final String REDIS = "redis";
    static final String CLICKHOUSE = "clickhouse";
    static final String POSTGRES = "postgres";

    private static final String TEAM_RBAC_POSTGRES = "TEAM_RBAC_POSTGRES_";
    private static final int LAST_OFFSET = 22;
    private static final List<String> FSYNC_POLICIES = List.of("always", "everysec", "no");

    Settings {
        teamRbacPostgres = Map.copyOf(teamRbacPostgres);
        if (!FSYNC_POLICIES.contains(redisFsync)) {
            throw new IllegalArgumentException(
                    "MNO_REDIS_FSYNC is '%s': one of %s is expected".formatted(redisFsync, FSYNC_POLICIES));
        }
        if (!teamRbacHeap.matches("[1-9][0-9]{0,5}[mg]")) {
            throw new IllegalArgumentException(
                    "MNO_TEAM_RBAC_HEAP is '%s': a size such as 512m or 6g is expected".formatted(teamRbacHeap));
        }
        if (portBase < 1 || portBase > 65535 - LAST_OFFSET) {
            throw new IllegalArgumentException(
                    "MNO_PORT_BASE is %d: a number from 1 to %d is expected".formatted(portBase, 65535 - LAST_OFFSET));
        }
    }

    static Settings from(Map<String, String> environment) {
        Path root = Path.of(given(environment, "MNO_ROOT").orElse(".")).toAbsolutePath();
        String base = given(environment, "MNO_PORT_BASE").orElse("8080");
        int portBase;
        try {
            portBase = Integer.parseInt(base);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("MNO_PORT_BASE is '%s': a number is expected".formatted(base), e);
        }
        Path home = folder(environment, "MNO_HOME").orElse(root.resolve(".mno"));
        return new Settings(
                root,
                home,
                folder(environment, "MNO_APPS").orElse(home.resolve("app")),
                portBase,
                given(environment, "MNO_BIND").orElse(LOOPBACK),
                given(environment, "CLICKHOUSE_URL").orElse(null),
                given(environment, "REDIS_URL").orElse(null),
                given(environment, "POSTGRES_URL").orElse(null),
                teamRbacPostgres(environment),
                given(environment, "MNO_REDIS_FSYNC").orElse("always"),
                given(environment, "MNO_TEAM_RBAC_HEAP").orElse("512m"),
                given(environment, "MNO_ISSUER").orElse("http://localhost:" + portBase));
    }

    private static Map<String, String> teamRbacPostgres(Map<String, String> environment) {
        Map<String, String> given = new HashMap<>();
        for (String part : List.of("URL", "USER", "PASSWORD")) {
            given(environment, TEAM_RBAC_POSTGRES + part).ifPresent(value -> given.put(part, value));
        }
        return given;
    }

    private static Optional<Path> folder(Map<String, String> environment, String name) {
        return given(environment, name)
                .map(folder -> Path.of(folder).toAbsolutePath().normalize());
    }

    private static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    int gatewayPort() {
        return portBase;
    }

    int tokenTrackingPort() {
        return portBase + 1;
    }

    int teamRbacPort() {
        return portBase + 6;
    }

    /** Where Prometheus reads the gateway's meters: on loopback, which the gateway itself may not be. */
    int gatewayMetricsPort() {
        return portBase + 10;
    }

    int redisPort() {
        return portBase + 20;
    }

    int clickhousePort() {
        return portBase + 21;
    }

    int postgresPort() {
        return portBase + 22;
    }

    /** The ports that this stack takes, by who takes them. */
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        if (redisUrl == null) {
            ports.put(REDIS, redisPort());
        }
        if (clickhouseUrl == null) {
            ports.put(CLICKHOUSE, clickhousePort());
        }
        if (postgresUrl == null) {
            ports.put(POSTGRES, postgresPort());
        }
        ports.put(TEAM_RBAC, teamRbacPort());
        ports.put(TOKEN_TRACKING, tokenTrackingPort());
        ports.put(GATEWAY_METRICS, gatewayMetricsPort());
        ports.put(GATEWAY, gatewayPort());
        return ports;
    }

    /** What {@link #from} was told, for another process of ours. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("MNO_ROOT", root.toString());
        environment.put("MNO_HOME", home.toString());
        environment.put("MNO_APPS", apps.toString());
        environment.put("MNO_PORT_BASE", Integer.toString(portBase));
        environment.put("MNO_BIND", bind);
        environment.put("MNO_REDIS_FSYNC", redisFsync);
        environment.put("MNO_TEAM_RBAC_HEAP", teamRbacHeap);
        environment.put("MNO_ISSUER", issuer);
        if (clickhouseUrl != null) {
            environment.put("CLICKHOUSE_URL", clickhouseUrl);
        }
        if (redisUrl != null) {
            environment.put("REDIS_URL", redisUrl);
        }
        if (postgresUrl != null) {
            environment.put("POSTGRES_URL", postgresUrl);
        }
        teamRbacPostgres.forEach((part, value) -> environment.put(TEAM_RBAC_POSTGRES + part, value));
        return environment;
    }

    /** Where a client on this machine reaches the gateway. */
    String gatewayUrl() {
        boolean anyAddress = bind.equals("0.0.0.0") || bind.equals("::") || bind.equals("localhost");
        String host = anyAddress ? LOOPBACK : bind;
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + gatewayPort();
    }

    Path log(String name) {
        return home.resolve("log").resolve(name + ".log");
    }

    Path data(String name) {
        return home.resolve("data").resolve(name);
    }

    Path app(String name) {
        return apps.resolve(name);
    }

    Path keys() {
        return home.resolve("keys");
    }

    Path credentials() {
        return home.resolve("credentials.json");
    }

    Path state() {
        return home.resolve("state.json");
    }

    Path pidFile() {
        return home.resolve("supervisor.pid");
    }

    Path lock() {
        return home.resolve("supervisor.lock");
    }
}
