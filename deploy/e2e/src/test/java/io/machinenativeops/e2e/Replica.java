package io.machinenativeops.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One more process of a service of the stack: what the first was started with, on a port of its own. */
final class Replica implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private Replica(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param options of the application, added to its command */
    static Replica of(Stack stack, String service, String... options) {
        try {
            var first = Path.of("/proc", Long.toString(stack.pid(service)));
            var command = new ArrayList<>(words(first.resolve("cmdline")));
            command.addAll(List.of(options));
            // It does not live long enough for the better compiler to pay.
            command.add(1, "-XX:TieredStopAtLevel=1");
            int port = freePort();
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(stack.home()
                            .resolve("log/" + service + "-" + port + ".log")
                            .toFile());
            for (var variable : words(first.resolve("environ"))) {
                var name = variable.substring(0, variable.indexOf('='));
                builder.environment().put(name, variable.substring(name.length() + 1));
            }
            builder.environment().put("SERVER_PORT", Integer.toString(port));
            return new Replica(builder.start(), port);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    boolean isReady() {
        try {
            return get("/actuator/health/readiness", Duration.ofSeconds(2)).startsWith("{\"status\":\"UP\"");
        } catch (UncheckedIOException away) {
            return false;
        }
    }

    /** The sum of a counter over all its tags, of a process that is awake. */
    double counter(String name) {
        return get("/actuator/prometheus", Duration.ofMinutes(1))
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Holds it still, as a machine that swaps does. */
    void sleep() {
        signal("STOP");
    }

    void wakeUp() {
        signal("CONT");
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    private String get(String path, Duration patience) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(patience)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException away) {
            throw new UncheckedIOException(away);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + code);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> words(Path file) throws IOException {
        return List.of(Files.readString(file).split("\0"));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
