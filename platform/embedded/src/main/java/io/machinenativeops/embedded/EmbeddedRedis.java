package io.machinenativeops.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A redis-server as a child process on 127.0.0.1 that keeps its data in one folder: stopped or killed, it starts again on
 * the same folder with everything it acknowledged.
 *
 * <p>Every write is appended to a log that is synced before the reply ({@code appendfsync always}) unless told otherwise,
 * and a full memory refuses writes ({@code noeviction}) rather than forgetting keys.
 */
public final class EmbeddedRedis extends EmbeddedStore {

    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    private static final int PROBE_MILLIS = 1000;

    private EmbeddedRedis(Setup setup, int port) {
        super(new Launch(
                "redis",
                setup.command(port),
                setup.folder,
                port,
                setup.leashed,
                () -> answersPing(port),
                START_PATIENCE,
                EndSignal.TERM));
    }

    /** Begins the set-up of a server whose data, log and configuration live in {@code folder} (made when missing). */
    public static Setup in(Path folder) {
        return new Setup(folder);
    }

    /** {@code redis://127.0.0.1:port}, as Lettuce and Spring take it. */
    @Override
    public String url() {
        return "redis://127.0.0.1:" + port();
    }

    private static boolean answersPing(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_MILLIS);
            socket.setSoTimeout(PROBE_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] reply = socket.getInputStream().readNBytes(5);
            return new String(reply, StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException e) {
            return false;
        }
    }

    /** What can be chosen before the start; what is left out has the value written there. */
    public static final class Setup {

        private final Path folder;
        private int port;
        private String appendFsync = "always";
        private int maxMemoryMegabytes = 512;
        private boolean leashed = true;

        private Setup(Path folder) {
            this.folder = folder.toAbsolutePath();
        }

        /** The port on 127.0.0.1; 0, the default, takes a free one. */
        public Setup port(int port) {
            this.port = port;
            return this;
        }

        /** {@code always} (the default), {@code everysec} or {@code no}: when the append-only log is synced to disk. */
        public Setup appendFsync(String policy) {
            if (!List.of("always", "everysec", "no").contains(policy)) {
                throw new IllegalArgumentException("appendfsync is '" + policy + "', expected always, everysec or no");
            }
            this.appendFsync = policy;
            return this;
        }

        /** Memory for data, in MiB (512 by default); a write beyond it fails with {@code OOM}. */
        public Setup maxMemoryMegabytes(int megabytes) {
            if (megabytes < 1) {
                throw new IllegalArgumentException("maxmemory is " + megabytes + " MiB, expected at least 1");
            }
            this.maxMemoryMegabytes = megabytes;
            return this;
        }

        /** Lets the server live on when this JVM ends; by default it ends with it, even when this JVM is killed. */
        public Setup outlivesThisJvm() {
            this.leashed = false;
            return this;
        }

        /** Starts the server and returns when it answers. */
        public EmbeddedRedis start() {
            return FreePort.use(port, free -> new EmbeddedRedis(this, free));
        }

        private List<String> command(int chosenPort) {
            return List.of(
                    RedisBinary.unpacked(UserCache.ofUser(), Platform.current()).toString(),
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(chosenPort),
                    "--dir",
                    folder.toString(),
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    appendFsync,
                    "--save",
                    "",
                    "--maxmemory",
                    maxMemoryMegabytes + "mb",
                    "--maxmemory-policy",
                    "noeviction",
                    "--daemonize",
                    "no");
        }
    }
}
