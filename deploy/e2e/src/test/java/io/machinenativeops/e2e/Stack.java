package io.machinenativeops.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stack on this machine, driven through {@code ./mno} only. Its state folder and ports are its own, so that it runs
 * beside a developer's stack.
 */
final class Stack {

    static final JsonMapper JSON = new JsonMapper();

    private final Path root = repository();
    private final Path home;
    private final int portBase;
    private final Map<String, String> environment;

    Stack(String name, int portBase) {
        this(name, portBase, Map.of());
    }

    /** @param environment what its commands are told besides */
    Stack(String name, int portBase, Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        this.home = Path.of("target", name).toAbsolutePath();
        this.portBase = portBase;
    }

    /** What a command printed, and how it ended. */
    record Result(int exitCode, String output) {}

    Path root() {
        return root;
    }

    Path home() {
        return home;
    }

    int portBase() {
        return portBase;
    }

    String gatewayUrl() {
        return "http://127.0.0.1:" + portBase;
    }

    void up(String... options) {
        var command = new ArrayList<>(List.of("up"));
        command.addAll(List.of(options));
        var result = mno(command.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    void down() {
        var result = mno("down");
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    /** Runs {@code ./mno} with this stack's state folder and ports. */
    Result mno(String... arguments) {
        var command = new ArrayList<>(List.of(root.resolve("mno").toString()));
        command.addAll(List.of(arguments));
        return run(command, environment, root);
    }

    Result run(List<String> command, Map<String, String> environment, Path folder) {
        try {
            var output = Files.createTempFile("mno", ".out");
            var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.redirectOutput(output.toFile());
            builder.environment().put("MNO_HOME", home.toString());
            // What JVMs learnt while the first stack started is good for the others.
            builder.environment().put("MNO_APPS", home.resolveSibling("apps").toString());
            builder.environment().put("MNO_PORT_BASE", Integer.toString(portBase));
            // The build that runs these tests has made the jars; a build inside a build would trip over it.
            builder.environment().put("MNO_SKIP_BUILD", "true");
            // Usage from metrics waits for spans of the same calls; nobody wants to wait five minutes here.
            builder.environment().put("MNO_OTLP_METRIC_HOLD", "2s");
            // Flags of the build's JVM are not meant for the stack's.
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            builder.environment().remove("MAVEN_OPTS");
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(Duration.ofMinutes(5).toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end in 5 minutes: " + Files.readString(output));
            }
            var text = Files.readString(output);
            Files.delete(output);
            return new Result(process.exitValue(), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    JsonNode credentials() {
        return JSON.readTree(home.resolve("credentials.json"));
    }

    String apiKey() {
        return credentials().get("apiKey").asString();
    }

    /** The rows of {@code ./mno status --json}. */
    List<JsonNode> status() {
        return List.copyOf(JSON.readTree(mno("status", "--json").output()).values());
    }

    /** SIGKILL to one process of the stack; returns the id it had. */
    long kill(String name) {
        var pid = pid(name);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        return pid;
    }

    long pid(String name) {
        return status().stream()
                .filter(row -> row.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + status()))
                .get("pid")
                .asLong();
    }

    private static Path repository() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(folder.resolve("mno"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("No folder above holds ./mno");
            }
        }
        return folder;
    }
}
