package io.machinenativeops.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class BackupIT {

    @TempDir
    Path root;

    private Map<String, String> environment;
    private Settings settings;
    private Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void up() throws Exception {
        FakeService.build(root, "team-rbac-service");
        FakeService.build(root, "token-tracking-service");
        FakeService.build(root, "gateway");
        environment = Stacks.environment(root);
        settings = Settings.from(environment);
        folder = root.resolve("backup");
        assertThat(mno("up")).as(complained()).isZero();
    }

    @AfterEach
    void down() throws Exception {
        mno("down");
    }

    private int mno(String... arguments) throws InterruptedException {
        out.reset();
        err.reset();
        return Main.run(
                List.of(arguments),
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String redis(String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), settings.redisPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] reply = new byte[100];
            return new String(reply, 0, socket.getInputStream().read(reply), StandardCharsets.US_ASCII);
        }
    }

    private String postgres(String query) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:%d/token_tracking".formatted(settings.postgresPort());
        String password = new StoreSecrets(settings.keys()).of("token_tracking");
        try (var connection = DriverManager.getConnection(url, "token_tracking", password);
                var statement = connection.createStatement()) {
            if (!statement.execute(query)) {
                return "";
            }
            var rows = statement.getResultSet();
            return rows.next() ? rows.getString(1) : "";
        }
    }

    @Test
    void bringsBackWhatWasDestroyed() throws Exception {
        assertThat(redis("SET colour blue")).isEqualTo("+OK\r\n");
        postgres("CREATE TABLE note AS SELECT 'kept' AS text");
        String credentials = Files.readString(settings.credentials());

        assertThat(mno("backup", folder.toString())).as(complained()).isZero();

        assertThat(said()).contains("stood still for", "clickhouse", "server of yours", "redis, postgres and secrets");
        assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        // The stores went on.
        assertThat(redis("SET colour green")).isEqualTo("+OK\r\n");
        assertThat(postgres("SELECT count(*) FROM note")).isEqualTo("1");
        assertThat(mno("restore", folder.toString())).isEqualTo(1);
        assertThat(complained()).contains("the stack runs");

        assertThat(mno("down", "--purge")).isZero();
        assertThat(settings.home()).doesNotExist();
        assertThat(mno("restore", folder.toString())).as(complained()).isZero();
        assertThat(mno("up")).as(complained()).isZero();

        assertThat(redis("GET colour")).isEqualTo("$4\r\nblue\r\n");
        assertThat(postgres("SELECT text FROM note")).isEqualTo("kept");
        assertThat(Files.readString(settings.credentials())).isEqualTo(credentials);
    }

    @Test
    void refusesWhatIsNotAsItWasTakenAndKeepsWhatItReplaces() throws Exception {
        ProcessHandle redis = new Status(settings, Clock.systemUTC())
                .running()
                .flatMap(state -> state.part(Settings.REDIS))
                .flatMap(PartState::alive)
                .orElseThrow();
        try (Freeze _ = Freeze.of(List.of(redis))) {
            assertThat(Files.readString(Path.of("/proc", Long.toString(redis.pid()), "stat")))
                    .contains(") T ");
        }
        assertThat(redis("SET colour blue")).isEqualTo("+OK\r\n");
        assertThat(mno("down")).isZero();
        assertThat(mno("restore", folder.toString())).isEqualTo(1);
        assertThat(complained()).contains("holds no manifest.json");
        assertThat(mno("backup", folder.toString())).as(complained()).isZero();
        assertThat(mno("backup", folder.toString())).isEqualTo(1);
        assertThat(complained()).contains(folder.toString(), "is not empty");

        Path part = folder.resolve("credentials.json");
        String credentials = Files.readString(part);
        Files.writeString(part, "{}");
        assertThat(mno("restore", folder.toString())).isEqualTo(1);
        assertThat(complained()).contains(part + " is changed");
        Files.delete(part);
        assertThat(mno("restore", folder.toString())).isEqualTo(1);
        assertThat(complained()).contains(part + " is missing");
        assertThat(settings.data("redis")).isDirectory();
        Files.writeString(part, credentials);

        assertThat(mno("restore", folder.toString())).as(complained()).isZero();

        try (Stream<Path> content = Files.list(settings.home())) {
            assertThat(content.filter(path -> path.getFileName().toString().startsWith("replaced-")))
                    .singleElement()
                    .satisfies(
                            before -> assertThat(before.resolve("data/redis")).isDirectory());
        }
        assertThat(settings.data("redis/appendonly.aof")).isNotEmptyFile();
    }
}
