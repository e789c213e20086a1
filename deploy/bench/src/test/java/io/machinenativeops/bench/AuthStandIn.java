package io.machinenativeops.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.machinenativeops.embedded.EmbeddedPostgres;
import io.machinenativeops.embedded.EmbeddedStores;

/** Answers as gateway and team-rbac do, over team-rbac's own tables, and counts audit entries as if they were chained. */
final class AuthStandIn implements AutoCloseable {

    private static final Path PLATFORM = Path.of("../../platform/service-starter/src/main/resources/db/platform");
    private static final Path SERVICE = Path.of("../../team-rbac-service/src/main/resources/db/migration");
    private static final Pattern ENTRY = Pattern.compile("\"id\":\"([^\"]+)\",\"organizationId\":\"([^\"]+)\"");
    private static final String PASSWORD = "of the administrator";

    private final EmbeddedPostgres postgres;
    private final HttpServer server;
    private final Thread chain = Thread.ofVirtual().unstarted(this::chain);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    AuthStandIn() throws IOException {
        postgres = EmbeddedPostgres.in(EmbeddedStores.freshFolder())
                .password(PASSWORD)
                .start();
        postgres.database("team_rbac", "of its owner");
        try (var admin = target(0).postgres()) {
            for (var folder : List.of(PLATFORM, SERVICE)) {
                try (var files = Files.list(folder)) {
                    for (var file : files.sorted(Comparator.comparingDouble(AuthStandIn::version))
                            .toList()) {
                        admin.execute(Files.readString(file).replace("${tenantRole}", "team_rbac_tenant"));
                    }
                }
            }
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/oauth2/token", exchange -> answer(exchange, 200, """
                {"access_token":"a","refresh_token":"r"}"""));
        server.createContext("/oauth2/authorize", exchange -> {
            boolean signedIn = String.valueOf(exchange.getRequestHeaders().getFirst("Cookie"))
                    .contains("session=1");
            redirect(exchange, signedIn ? "http://localhost:8080/auth/callback?code=c&state=bench" : "/login");
        });
        server.createContext("/login", exchange -> {
            if (exchange.getRequestMethod().equals("POST")) {
                exchange.getResponseHeaders().add("Set-Cookie", "session=1; Path=/");
                redirect(exchange, "/");
            } else {
                answer(exchange, 200, "<input name=\"_csrf\" value=\"token\">");
            }
        });
        server.createContext("/api/v1/permissions/check", exchange -> answer(exchange, 200, "{\"allowed\":true}"));
        server.createContext("/api/v1/audit-events/verify", exchange -> answer(exchange, 200, """
                {"complete":true,"verified":7,"faultCount":0}"""));
        server.start();
        chain.start();
    }

    /** Of V0_1 it is 0.1; V10 comes after V9. */
    private static double version(Path migration) {
        var name = migration.getFileName().toString();
        return Double.parseDouble(name.substring(1, name.indexOf("__")).replace('_', '.'));
    }

    AuthTarget target() {
        return target(server.getAddress().getPort());
    }

    private AuthTarget target(int port) {
        var url = "http://127.0.0.1:" + port;
        var own = ProcessHandle.current().pid();
        return new AuthTarget(
                url,
                url,
                "jdbc:postgresql://127.0.0.1:%d/team_rbac".formatted(postgres.port()),
                PASSWORD,
                EmbeddedStores.redis().port(),
                Base64.getEncoder().encodeToString(new byte[32]),
                new AuthTarget.Clients("g", "s", "b"),
                "http://localhost:8080/auth/callback",
                "admin@localhost",
                "p",
                Map.of(Target.GENERATOR, own, AuthTarget.TEAM_RBAC, own));
    }

    /** Paths, and bodies of forms, of what was asked. */
    List<String> asked() {
        return asked;
    }

    /** Counts what is in the stream, in the tables where it would be chained. */
    private void chain() {
        var last = "-";
        try (var admin = target(0).postgres();
                var redis = new Socket(
                        InetAddress.getLoopbackAddress(), EmbeddedStores.redis().port())) {
            var in = new BufferedInputStream(redis.getInputStream());
            while (!ended) {
                redis.getOutputStream()
                        .write("XRANGE {audit.recorded} %s +\r\n"
                                .formatted(last)
                                .getBytes(StandardCharsets.US_ASCII));
                for (var entry : (List<?>) read(in)) {
                    var fields = (List<?>) entry;
                    last = "(" + fields.getFirst();
                    var found = ENTRY.matcher(String.valueOf(((List<?>) fields.getLast()).getLast()));
                    if (found.find()) {
                        chained(admin, found.group(1), found.group(2));
                    }
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static void chained(Postgres admin, String id, String organization) {
        admin.execute("""
                INSERT INTO audit_head (org_id, sequence, hash) VALUES ('%1$s', 1, '')
                    ON CONFLICT (org_id) DO UPDATE SET sequence = audit_head.sequence + 1;
                INSERT INTO audit_entry (org_id, sequence, id, occurred_at, content, chain_key, previous, hash)
                    SELECT org_id, sequence, '%2$s', now(), '{"action":"a","actor":{"type":"user","id":"1"}}', '1', '', ''
                      FROM audit_head WHERE org_id = '%1$s'""".formatted(organization, id));
    }

    /** One reply of Redis: a text, or a list of replies. */
    private static Object read(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        var count = Integer.parseInt(line.substring(1).strip());
        if (line.charAt(0) == '$') {
            var text = new String(in.readNBytes(count), StandardCharsets.UTF_8);
            in.skipNBytes(2);
            return text;
        }
        var replies = new ArrayList<Object>();
        for (int each = 0; each < count; each++) {
            replies.add(read(in));
        }
        return replies;
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Location", to);
            exchange.sendResponseHeaders(302, -1);
        }
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            chain.join(Duration.ofSeconds(10));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        postgres.close();
    }
}
