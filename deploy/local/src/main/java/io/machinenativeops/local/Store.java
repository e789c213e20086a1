package io.machinenativeops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import io.machinenativeops.embedded.EndSignal;

/**
 * An embedded store that lives on when the supervisor dies, on a folder and a port that stay the same.
 *
 * @param data the store writes its log into this folder, as {@code NAME.log}; it is led to {@code log}
 * @param starter starts the store and returns its process number
 */
record Store(
        String name,
        int port,
        Path data,
        Path log,
        ToLongFunction<Consumer<String>> starter,
        BooleanSupplier probe,
        EndSignal endSignal)
        implements Part {

    private static final Duration GRACE = Duration.ofSeconds(30);

    @Override
    public ProcessHandle start(Consumer<String> progress) throws IOException {
        Files.createDirectories(data);
        Files.createDirectories(log.getParent());
        Path written = data.resolve(log.getFileName());
        if (!Files.exists(written, LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(written, log);
        }
        long pid = starter.applyAsLong(progress);
        return ProcessHandle.of(pid)
                .orElseThrow(() -> new IOException("%s ended at once; its log is %s".formatted(name, log)));
    }

    @Override
    public boolean ready() {
        return probe.getAsBoolean();
    }

    @Override
    public Duration grace() {
        return GRACE;
    }
}
