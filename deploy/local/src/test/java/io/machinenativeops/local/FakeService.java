package io.machinenativeops.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import com.sun.net.httpserver.HttpServer;

/** The smallest service: it answers readiness on SERVER_PORT, and can be unpacked as Spring Boot's jars can. */
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
        server.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        System.out.println("listening on " + port);
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
