package io.machinenativeops.teamrbac.signin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.machinenativeops.platform.testing.Repository;

/** A script of {@code src/test/openid} that runs. */
final class OpenIdScript implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;

    private OpenIdScript(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static OpenIdScript start(String script, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        var output = Files.createTempFile("openid", ".log");
        var process = new ProcessBuilder(command)
                .directory(Repository.file("team-rbac-service/src/test/openid").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new OpenIdScript(process, output);
    }

    /** All that it reads. */
    void send(String text) throws IOException {
        try (var input = process.getOutputStream()) {
            input.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Its exit code. */
    int end() throws InterruptedException {
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end: " + output());
        }
        return process.exitValue();
    }

    /** What it said up to now. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException gone) {
            return gone.toString();
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.delete(output);
    }
}
