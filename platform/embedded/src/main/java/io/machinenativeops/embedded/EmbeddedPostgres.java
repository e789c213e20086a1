package io.machinenativeops.embedded;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A PostgreSQL server as a child process on 127.0.0.1 that keeps its data in one folder: stopped or killed, it starts again
 * on the same folder with everything it committed. It asks for passwords; its administrator is {@code postgres}.
 */
public final class EmbeddedPostgres extends EmbeddedStore {

    private static final Duration START_PATIENCE = Duration.ofSeconds(60);
    private static final int PROBE_MILLIS = 1000;
    private static final int PROTOCOL = 3 << 16;

    private final String password;

    private EmbeddedPostgres(Setup setup, int port) {
        super(new Launch(
                "postgres",
                setup.command(port),
                setup.folder,
                port,
                setup.leashed,
                () -> takesClients(port),
                START_PATIENCE,
                EndSignal.INT));
        this.password = setup.password;
    }

    /** Begins the set-up of a server whose data and log live in {@code folder} (made when missing). */
    public static Setup in(Path folder) {
        return new Setup(folder);
    }

    /** {@code jdbc:postgresql://127.0.0.1:port/postgres}, the administrator's database. */
    @Override
    public String url() {
        return url("postgres");
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /**
     * Makes, where it is missing, a database {@code name} with a role of the same name that owns it, and the role
     * {@code <name>_tenant} that the owner takes on for what concerns one organisation. The password is set each time.
     *
     * @throws IllegalArgumentException if the name is not 1 to 40 lower-case letters, digits and {@code _}
     */
    public PostgresDatabase database(String name, String ownerPassword) {
        new PostgresRoles(url(), password).provide(name, ownerPassword);
        return new PostgresDatabase(url(name), name, ownerPassword);
    }

    /** Whether a PostgreSQL server on this port of 127.0.0.1 takes clients; it does not while it recovers. */
    public static boolean takesClients(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_MILLIS);
            socket.setSoTimeout(PROBE_MILLIS);
            byte[] who = "user\0postgres\0database\0postgres\0\0".getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(8 + who.length)
                            .putInt(8 + who.length)
                            .putInt(PROTOCOL)
                            .put(who)
                            .array());
            // 'R' asks for the password; 'E' is an error such as "the database system is starting up".
            return new DataInputStream(socket.getInputStream()).readByte() == 'R';
        } catch (IOException e) {
            return false;
        }
    }

    /** What can be chosen before the start; what is left out has the value written there. */
    public static final class Setup {

        private final Path folder;
        private int port;
        private String password = UUID.randomUUID().toString();
        private boolean synced = true;
        private boolean leashed = true;

        private Setup(Path folder) {
            this.folder = folder.toAbsolutePath();
        }

        /** The port on 127.0.0.1; 0, the default, takes a free one. */
        public Setup port(int port) {
            this.port = port;
            return this;
        }

        /** The administrator's password, which a folder keeps from its first start on; a random one by default. */
        public Setup password(String password) {
            this.password = password;
            return this;
        }

        /** Does not wait for the disk: commits survive the death of the process, but not that of the machine. */
        public Setup unsynced() {
            this.synced = false;
            return this;
        }

        /** Lets the server live on when this JVM ends; by default it ends with it, even when this JVM is killed. */
        public Setup outlivesThisJvm() {
            this.leashed = false;
            return this;
        }

        /** Starts the server and returns when it takes clients. */
        public EmbeddedPostgres start() {
            return FreePort.use(port, free -> new EmbeddedPostgres(this, free));
        }

        private List<String> command(int chosenPort) {
            PostgresBinaries binaries = PostgresBinaries.unpacked(UserCache.ofUser(), Platform.current());
            Path data = new PostgresCluster(binaries, folder).data(password, synced);
            List<String> command = new ArrayList<>(binaries.command("postgres"));
            command.addAll(List.of("-D", data.toString()));
            List.of(
                            "port=" + chosenPort,
                            "listen_addresses=127.0.0.1",
                            "unix_socket_directories=",
                            "fsync=" + (synced ? "on" : "off"),
                            "shared_buffers=32MB",
                            "max_connections=60",
                            "max_wal_size=256MB")
                    .forEach(setting -> command.addAll(List.of("-c", setting)));
            return command;
        }
    }
}
