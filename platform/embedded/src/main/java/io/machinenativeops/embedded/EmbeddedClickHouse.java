package io.machinenativeops.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The ClickHouse engine as a child process on 127.0.0.1 that speaks ClickHouse's HTTP interface and keeps its data in one
 * folder: stopped or killed, it starts again on the same folder.
 *
 * <p>Acknowledged inserts survive the death of the process (SIGKILL). As on any ClickHouse server, they are not synced to
 * disk one by one, so a power cut may take the last ones; a table made with {@code SETTINGS fsync_after_insert = 1,
 * fsync_part_directory = 1} is synced before the reply. The engine takes that setting for each table only, not for the
 * whole server.
 *
 * <p>There are no users and no sessions. An answer is at most {@link Setup#maxResultMegabytes} long: read more page by page.
 */
public final class EmbeddedClickHouse extends EmbeddedStore {

    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(2);

    private EmbeddedClickHouse(Setup setup, int port) {
        super(new Launch(
                "clickhouse",
                setup.command(port),
                setup.folder,
                port,
                setup.leashed,
                () -> answersPing(port),
                START_PATIENCE,
                EndSignal.TERM));
    }

    /** Begins the set-up of a server whose data and log live in {@code folder} (made when missing). */
    public static Setup in(Path folder) {
        return new Setup(folder);
    }

    /** {@code http://127.0.0.1:port}, as client-v2 takes it; clickhouse-jdbc wants {@code jdbc:clickhouse:} before it. */
    @Override
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    private static boolean answersPing(int port) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest ping = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ping"))
                    .timeout(PROBE_PATIENCE)
                    .build();
            return client.send(ping, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What can be chosen before the start; what is left out has the value written there. */
    public static final class Setup {

        private static final long MEBI = 1 << 20;

        private final Path folder;
        private int port;
        private int connections = 6;
        private Duration patience = Duration.ofSeconds(30);
        private int memoryMegabytes = 2048;
        private int maxResultMegabytes = 64;
        private int maxRequestMegabytes = 256;
        private boolean leashed = true;
        private Consumer<String> progress = System.err::println;

        private Setup(Path folder) {
            this.folder = folder.toAbsolutePath();
        }

        /** The port on 127.0.0.1; 0, the default, takes a free one. */
        public Setup port(int port) {
            this.port = port;
            return this;
        }

        /** How many statements run at once (6 by default); more wait. */
        public Setup connections(int connections) {
            this.connections = connections;
            return this;
        }

        /** How long a request waits for a free connection before it gets 503 (30 s by default). */
        public Setup patience(Duration patience) {
            this.patience = patience;
            return this;
        }

        /** Bound of the engine's memory in MiB (2,048 by default). */
        public Setup memoryMegabytes(int megabytes) {
            this.memoryMegabytes = megabytes;
            return this;
        }

        /** Longest answer in MiB (64 by default); a longer one is an error that says to page. */
        public Setup maxResultMegabytes(int megabytes) {
            this.maxResultMegabytes = megabytes;
            return this;
        }

        /** Longest request body in MiB, uncompressed (256 by default). */
        public Setup maxRequestMegabytes(int megabytes) {
            this.maxRequestMegabytes = megabytes;
            return this;
        }

        /** Lets the server live on when this JVM ends; by default it ends with it, even when this JVM is killed. */
        public Setup outlivesThisJvm() {
            this.leashed = false;
            return this;
        }

        /** Where lines about fetching the engine go; standard error by default. */
        public Setup progress(Consumer<String> progress) {
            this.progress = progress;
            return this;
        }

        /** Fetches the engine if needed, starts the server and returns when it answers. */
        public EmbeddedClickHouse start() {
            return FreePort.use(port, free -> new EmbeddedClickHouse(this, free));
        }

        private List<String> command(int chosenPort) {
            Path library = new EngineLibrary(UserCache.ofUser(), Platform.current(), "npm", progress).file();
            ServerSettings settings = new ServerSettings(
                    library,
                    folder.resolve("data"),
                    chosenPort,
                    connections,
                    patience,
                    memoryMegabytes * MEBI,
                    maxResultMegabytes * MEBI,
                    maxRequestMegabytes * MEBI);
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new EmbeddedStoreException("Cannot create the data folder " + folder, e);
            }
            return ServerCommand.of(settings);
        }
    }
}
