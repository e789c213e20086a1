package io.machinenativeops.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * The smallest service: it answers readiness on SERVER_PORT, and what the launcher asks of a gateway, and can be unpacked as Spring
 * Boot's jars can. Keys that it gave are in Redis' folder, so that they live as long as the data.
 */
public final class FakeService {

    private FakeService() {}

    public static void main(String[] arguments) throws IOException {
        if ("tools".equals(System.getProperty("jarmode"))) {
            Path jar = Path.of(System.getProperty("java.class.path"));
            Path folder = Path.of(List.of(arguments).getLast());
            Files.createDirectories(folder);
            Files.copy(jar, folder.resolve(jar.getFileName()));
            return;
        }
        if (FakeService.class.getResource("/fails") != null) {
            System.out.println("cannot start, as was asked");
            System.exit(1);
        }
        if ("onRefresh".equals(System.getProperty("spring.context.exit"))) {
            return;
        }
        int port = Integer.parseInt(System.getenv("SERVER_PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", FakeService::answer);
        server.start();
        System.out.println("listening on " + port);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String credential = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        Path keys = Path.of("data/redis/given-keys");
        switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
            case "GET /login" -> reply(exchange, 200, "<input name=\"_csrf\" value=\"c\">");
            case "POST /login" -> redirect(exchange, sent.contains("wrong") ? "/login?error" : "/");
            case "GET /oauth2/authorize" -> redirect(exchange, "http://localhost/auth/callback?code=once");
            case "POST /oauth2/token" -> reply(exchange, 200, "{\"access_token\":\"person\"}");
            case "GET /api/v1/organizations", "GET /api/v1/projects" -> reply(exchange, 200, "{\"items\":[]}");
            case "POST /api/v1/organizations" -> reply(exchange, 201, sent.contains("\"id\"") ? sent : made(1));
            case "POST /api/v1/projects" -> reply(exchange, 201, made(2));
            case "POST /api/v1/api-keys" -> {
                String key = "mno_live_home_" + UUID.randomUUID();
                Files.writeString(keys, "Bearer " + key, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                reply(exchange, 201, "{\"secret\":\"" + key + "\"}");
            }
            case "GET /api/v1/usage/dead-letters" -> reply(exchange, 200, "{\"items\":[],\"nextCursor\":null}");
            case "GET /api/v1/api-keys" -> reply(exchange, 200, """
                    {"items":[{"prefix":"mno_live_other"},
                      {"prefix":"%s","expiresAt":"2026-12-01T00:00:00Z"}]}""".formatted(credential.substring(7, 20)));
            case "GET /api/v1/usage/events" -> {
                if (Files.exists(keys) && Files.readString(keys).contains(credential)) {
                    reply(exchange, 200, "{\"items\":[]}");
                } else {
                    reply(exchange, 401, "{\"code\":\"invalid-api-key\"}");
                }
            }
            default -> reply(exchange, 200, "{}");
        }
    }

    private static String made(int number) {
        return "{\"id\":\"0199f000-0000-7000-8000-00000000000%d\"}".formatted(number);
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        reply(exchange, 302, "{}");
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** A part that runs from its own jar, as the real ones do. */
    static JvmService part(String name, int port, Settings settings) throws IOException {
        Path jar = settings.app(name).resolve(name + "-1-exec.jar");
        write(jar);
        return new JvmService(
                name,
                port,
                settings.home(),
                settings.log(name),
                List.of("-XX:+UseSerialGC", "-jar", jar.toString()),
                Map.of("SERVER_PORT", Integer.toString(port)),
                StartupCache.in(settings.app(name)));
    }

    /** Writes {@code MODULE/target/MODULE-1-exec.jar}, with the given entries beside this class. */
    static void build(Path root, String module, String... entries) throws IOException {
        write(root.resolve(module).resolve("target").resolve(module + "-1-exec.jar"), entries);
    }

    private static void write(Path jar, String... entries) throws IOException {
        Files.createDirectories(jar.getParent());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        String entry = FakeService.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry(entry));
            out.write(Files.readAllBytes(classes().resolve(entry)));
            for (String more : entries) {
                out.putNextEntry(new JarEntry(more));
            }
        }
    }

    private static Path classes() {
        return Path.of("target", "test-classes").toAbsolutePath();
    }
}
