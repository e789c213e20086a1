package io.machinenativeops.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.embedded.EmbeddedClickHouse;
import io.machinenativeops.embedded.EmbeddedPostgres;
import io.machinenativeops.embedded.EmbeddedRedis;
import io.machinenativeops.embedded.EndSignal;

/** What the stack is made of: its parts, and what each is told about the others. */
final class Stack {

    /** Holds a quarter of an hour of 1,000 events a second while ClickHouse is away. */
    private static final int REDIS_MEGABYTES = 2048;

    /** Database, role and name of the password. */
    private static final String TOKEN_TRACKING_DATABASE = "token_tracking";

    private static final String TEAM_RBAC_DATABASE = "team_rbac";

    private static final List<String> EVERY_SERVICE = List.of(
            "-XX:+UseSerialGC",
            // What requests leave behind is garbage in a second. In the usual third of the heap it is taken for
            // lasting, and
            // collected with pauses that every request sees.
            "-XX:NewRatio=1",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final Settings settings;
    private final StoreSecrets secrets;

    Stack(Settings settings) {
        this.settings = settings;
        this.secrets = new StoreSecrets(settings.keys());
    }

    /** The stores that are not somebody else's. */
    List<Part> stores() {
        List<Part> stores = new ArrayList<>();
        if (settings.redisUrl() == null) {
            stores.add(redis());
        }
        if (settings.clickhouseUrl() == null) {
            stores.add(clickhouse());
        }
        if (settings.postgresUrl() == null) {
            stores.add(postgres());
        }
        return stores;
    }

    /** The services; a request passes them from the last to the first. */
    List<Part> services() {
        return List.of(teamRbac(), tokenTracking(), gateway());
    }

    private Part redis() {
        Path data = settings.data(Settings.REDIS);
        int port = settings.redisPort();
        return new Store(
                Settings.REDIS,
                port,
                data,
                settings.log(Settings.REDIS),
                _ -> EmbeddedRedis.in(data)
                        .port(port)
                        .appendFsync(settings.redisFsync())
                        .maxMemoryMegabytes(REDIS_MEGABYTES)
                        .outlivesThisJvm()
                        .start()
                        .pid(),
                () -> Probe.answersPing(port),
                EndSignal.TERM);
    }

    private Part clickhouse() {
        Path data = settings.data(Settings.CLICKHOUSE);
        int port = settings.clickhousePort();
        return new Store(
                Settings.CLICKHOUSE,
                port,
                data,
                settings.log(Settings.CLICKHOUSE),
                progress -> EmbeddedClickHouse.in(data)
                        .port(port)
                        .outlivesThisJvm()
                        .progress(progress)
                        .start()
                        .pid(),
                () -> Probe.isOk(port, "/ping"),
                EndSignal.TERM);
    }

    private Part postgres() {
        Path data = settings.data(Settings.POSTGRES);
        int port = settings.postgresPort();
        return new Store(
                Settings.POSTGRES,
                port,
                data,
                settings.log(Settings.POSTGRES),
                _ -> {
                    EmbeddedPostgres postgres = EmbeddedPostgres.in(data)
                            .port(port)
                            .password(secrets.of(Settings.POSTGRES))
                            .outlivesThisJvm()
                            .start();
                    postgres.database(TOKEN_TRACKING_DATABASE, secrets.of(TOKEN_TRACKING_DATABASE));
                    postgres.database(TEAM_RBAC_DATABASE, secrets.of(TEAM_RBAC_DATABASE));
                    return postgres.pid();
                },
                () -> EmbeddedPostgres.takesClients(port),
                EndSignal.INT);
    }

    private Part tokenTracking() {
        Map<String, String> environment = everyService(settings.tokenTrackingPort(), Settings.LOOPBACK);
        environment.put(
                "CLICKHOUSE_URL",
                settings.clickhouseUrl() == null
                        ? "http://" + Settings.LOOPBACK + ":" + settings.clickhousePort()
                        : settings.clickhouseUrl());
        environment.put("REDIS_URL", redisUrl());
        environment.put("TEAM_RBAC_URL", teamRbacUrl());
        environment.put("MNO_JWKS", teamRbacUrl() + "/oauth2/jwks");
        environment.putAll(new ServiceSecrets(settings.keys()).ofService());
        if (settings.postgresUrl() == null) {
            environment.putAll(embeddedPostgres(TOKEN_TRACKING_DATABASE));
        } else {
            // User and password are inherited, like everything that this process was told.
            environment.put("POSTGRES_URL", settings.postgresUrl());
        }
        return service(Settings.TOKEN_TRACKING, settings.tokenTrackingPort(), "768m", environment);
    }

    private String teamRbacUrl() {
        return "http://" + Settings.LOOPBACK + ":" + settings.teamRbacPort();
    }

    private String redisUrl() {
        return settings.redisUrl() == null
                ? "redis://" + Settings.LOOPBACK + ":" + settings.redisPort()
                : settings.redisUrl();
    }

    private Map<String, String> embeddedPostgres(String database) {
        return Map.of(
                "POSTGRES_URL",
                "jdbc:postgresql://%s:%d/%s".formatted(Settings.LOOPBACK, settings.postgresPort(), database),
                "POSTGRES_USER",
                database,
                "POSTGRES_PASSWORD",
                secrets.of(database));
    }

    private Part teamRbac() {
        Map<String, String> environment = everyService(settings.teamRbacPort(), Settings.LOOPBACK);
        environment.put("REDIS_URL", redisUrl());
        if (settings.postgresUrl() == null) {
            environment.putAll(embeddedPostgres(TEAM_RBAC_DATABASE));
        } else {
            // Beside the other's database on the same server, unless it is said to be elsewhere.
            environment.put(
                    "POSTGRES_URL",
                    settings.postgresUrl().replaceFirst("/[^/?]*(\\?|$)", "/" + TEAM_RBAC_DATABASE + "$1"));
            environment.put("POSTGRES_USER", TEAM_RBAC_DATABASE);
            settings.teamRbacPostgres().forEach((part, value) -> environment.put("POSTGRES_" + part, value));
        }
        environment.putAll(new ServiceSecrets(settings.keys()).ofIssuer());
        environment.putAll(new ServiceSecrets(settings.keys()).ofFirstUser());
        return service(Settings.TEAM_RBAC, settings.teamRbacPort(), settings.teamRbacHeap(), environment);
    }

    private Part gateway() {
        Map<String, String> environment = everyService(settings.gatewayPort(), settings.bind());
        environment.put("TOKEN_TRACKING_URL", "http://" + Settings.LOOPBACK + ":" + settings.tokenTrackingPort());
        environment.put("TEAM_RBAC_URL", teamRbacUrl());
        environment.put("REDIS_URL", redisUrl());
        environment.putAll(new ServiceSecrets(settings.keys()).ofGateway());
        environment.put("MNO_METRICS_PORT", Integer.toString(settings.gatewayMetricsPort()));
        return service(Settings.GATEWAY, settings.gatewayPort(), "384m", environment);
    }

    private Map<String, String> everyService(int port, String address) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("SERVER_ADDRESS", address);
        environment.put("MNO_ISSUER", settings.issuer());
        environment.put("MNO_AUDIENCE", "mno");
        return environment;
    }

    private JvmService service(String name, int port, String heap, Map<String, String> environment) {
        List<String> options = new ArrayList<>(EVERY_SERVICE);
        options.add("-Xmx" + heap);
        // A heap that may grow stays small while all in it dies young, and is collected twice as often as this one.
        options.add("-Xms" + heap);
        options.add("-jar");
        options.add(AppFolder.execJar(settings.app(name)).toString());
        return new JvmService(
                name,
                port,
                settings.home(),
                settings.log(name),
                options,
                environment,
                StartupCache.in(settings.app(name)));
    }
}
