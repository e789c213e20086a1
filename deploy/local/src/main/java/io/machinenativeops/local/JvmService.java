package io.machinenativeops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A service of ours in a JVM of its own.
 *
 * @param home the stack's folder; stands in the command line, so that the process can be found again
 * @param options of the JVM, including what is to be run
 * @param environment what it is told beside what it inherits
 */
record JvmService(
        String name,
        int port,
        Path home,
        Path log,
        List<String> options,
        Map<String, String> environment,
        StartupCache cache)
        implements Part {

    /** Spring's own patience with requests in flight is 20 s. */
    private static final Duration GRACE = Duration.ofSeconds(40);

    JvmService {
        options = List.copyOf(options);
        environment = Map.copyOf(environment);
    }

    /** The option that marks every JVM of the stack that keeps its state in {@code home}. */
    static String mark(Path home) {
        return "-Dmno.home=" + home;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @Override
    public ProcessHandle start(Consumer<String> progress) throws IOException {
        return process(command(cache.option().stream().toList()), log).start().toHandle();
    }

    List<String> command(List<String> moreOptions) {
        List<String> command = new ArrayList<>(List.of(java(), mark(home)));
        command.addAll(moreOptions);
        command.addAll(options);
        return command;
    }

    ProcessBuilder process(List<String> command, Path output) throws IOException {
        Files.createDirectories(output.getParent());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().putAll(environment);
        return builder;
    }

    @Override
    public boolean ready() {
        return Probe.isOk(port, "/actuator/health/readiness");
    }

    @Override
    public Duration grace() {
        return GRACE;
    }
}
