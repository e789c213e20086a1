package io.machinenativeops.local;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class UpIT {

    @TempDir
    Path root;

    private Map<String, String> environment;
    private Settings settings;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void build() throws Exception {
        FakeService.build(root, "team-rbac-service");
        FakeService.build(root, "token-tracking-service");
        FakeService.build(root, "gateway");
        environment = Stacks.environment(root);
        settings = Settings.from(environment);
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

    private StackState state() {
        return new Status(settings, Clock.systemUTC()).running().orElseThrow();
    }

    private List<ProcessHandle> processes() {
        return state().parts().stream().map(part -> part.alive().orElseThrow()).toList();
    }

    @Test
    void startsTellsAndStops() throws Exception {
        assertThat(mno("up")).as(complained()).isZero();
        assertThat(said())
                .contains(
                        "redis",
                        "postgres",
                        "team-rbac",
                        "token-tracking",
                        "gateway",
                        "ready on port " + settings.gatewayPort())
                .contains("curl -s http://127.0.0.1:%d/api/v1/usage-events".formatted(settings.gatewayPort()));
        List<ProcessHandle> processes = processes();
        assertThat(processes).hasSize(5);

        assertThat(mno("up")).isZero();
        assertThat(said()).contains("Already running", settings.gatewayUrl());
        assertThat(processes()).isEqualTo(processes);

        assertThat(mno("status")).isZero();
        assertThat(said()).contains("gateway", "ready", "supervisor pid");
        assertThat(mno("status", "--json")).isZero();
        JsonNode rows = JsonMapper.builder().build().readTree(said());
        assertThat(rows).hasSize(5);
        assertThat(rows.get(4).toString())
                .isEqualTo("{\"name\":\"gateway\",\"pid\":%d,\"port\":%d,\"state\":\"ready\"}"
                        .formatted(processes.getLast().pid(), settings.gatewayPort()));

        assertThat(mno("down")).isZero();
        assertThat(said()).contains("Stopped.");
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(mno("down")).isZero();
        assertThat(said()).contains("Nothing was running.");
        assertThat(mno("status")).isEqualTo(1);
        assertThat(said()).contains("Not running");
        assertThat(mno("status", "--json")).isZero();
        assertThat(said().strip()).isEqualTo("[]");
        assertThat(settings.data("redis")).isDirectory();
        assertThat(Files.getPosixFilePermissions(settings.credentials()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));

        assertThat(mno("down", "--purge")).isZero();
        assertThat(settings.home()).doesNotExist();
    }

    @Test
    void clearsUpAfterASupervisorThatWasKilled() throws Exception {
        assertThat(mno("up")).as(complained()).isZero();
        List<ProcessHandle> orphans = processes();
        ProcessHandle supervisor = state().supervisor().find().orElseThrow();
        supervisor.destroyForcibly();
        supervisor.onExit().get(60, TimeUnit.SECONDS);
        assertThat(mno("status")).isEqualTo(1);
        assertThat(said()).contains("The supervisor is gone", "gateway");

        assertThat(mno("up")).as(complained()).isZero();
        assertThat(said()).contains("left by a supervisor that was killed");
        assertThat(orphans).noneMatch(ProcessHandle::isAlive);

        List<ProcessHandle> again = processes();
        state().supervisor().find().orElseThrow().destroyForcibly();
        assertThat(mno("down")).isZero();
        assertThat(again).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void findsProcessesThatWereNeverWrittenDown() throws Exception {
        PrivateFiles.folder(settings.home());
        ProcessHandle forgotten =
                FakeService.part("fake", settings.gatewayPort(), settings).start(_ -> {});

        assertThat(mno("down")).isZero();

        assertThat(forgotten.isAlive()).isFalse();
    }

    @Test
    void startsEmptyWhenAskedAndKeepsTheOrganization() throws Exception {
        assertThat(mno("up")).as(complained()).isZero();
        List<ProcessHandle> before = processes();
        Credentials made = Credentials.read(settings);
        Path stored = settings.data("redis").resolve("mark");
        Files.writeString(stored, "x");

        assertThat(mno("up", "--fresh")).as(complained()).isZero();

        assertThat(stored).doesNotExist();
        assertThat(before).noneMatch(ProcessHandle::isAlive);
        assertThat(said()).contains("with a new key");
        assertThat(Credentials.read(settings).organizationId()).isEqualTo(made.organizationId());
        assertThat(Credentials.read(settings).apiKey()).startsWith("mno_live_").isNotEqualTo(made.apiKey());
        assertThat(Credentials.read(settings).toString()).doesNotContain("mno_live_", made.adminPassword());
    }

    @Test
    void makesAKeyWhereAnOlderVersionSignedOneAndTellsHowLongItLasts() throws Exception {
        PrivateFiles.folder(settings.keys());
        Files.writeString(settings.keys().resolve("signing-key.json"), "{}");
        String organization = "01999999-0000-7000-8000-000000000001";
        PrivateFiles.write(
                settings.credentials(),
                "{\"gatewayUrl\":\"http://127.0.0.1:1\",\"organizationId\":\"%s\",\"projectId\":null,\"apiKey\":\"e.y.J\"}"
                        .formatted(organization));
        assertThat(mno("key")).isZero();
        assertThat(said()).startsWith("fail is none of this version");

        assertThat(mno("up")).as(complained()).isZero();

        assertThat(settings.keys().resolve("signing-key.json")).doesNotExist();
        assertThat(Credentials.read(settings).organizationId()).hasToString(organization);
        assertThat(said())
                .doesNotContain(String.valueOf(Credentials.read(settings).apiKey()));
        assertThat(new KeyReport(settings, Clock.fixed(Instant.parse("2026-11-22T00:00:00Z"), ZoneOffset.UTC)).line())
                .startsWith("warn ends in 9 days");
        assertThat(mno("dead-letters")).as(complained()).isZero();
        assertThat(said()).contains("The store has refused nothing.");
    }

    @Test
    void saysWhenTheFirstUserCannotSignIn() throws Exception {
        PrivateFiles.folder(settings.home());
        PrivateFiles.write(settings.credentials(), "{\"adminPassword\":\"wrong\"}");

        assertThat(mno("up")).isEqualTo(1);

        assertThat(complained()).contains("admin@localhost cannot sign in");
    }

    @Test
    void namesATakenPortAndWhoHasIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(settings.tokenTrackingPort(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(mno("up")).isEqualTo(1);
            assertThat(complained())
                    .contains("port " + taken.getLocalPort())
                    .contains("token-tracking")
                    .contains("pid " + ProcessHandle.current().pid())
                    .contains("MNO_PORT_BASE=");
        }
    }

    @Test
    void givesUpOnAServiceThatCannotStartAndLeavesNothing() throws Exception {
        FakeService.build(root, "gateway", "fails");

        assertThat(mno("up")).isEqualTo(1);

        assertThat(complained()).contains("gateway does not start", "cannot start, as was asked");
        assertThat(new Leftovers(settings).find()).isEmpty();
    }

    @Test
    void saysWhenAJarCannotBeUnpacked() throws Exception {
        Files.write(root.resolve("gateway/target/gateway-1-exec.jar"), new byte[0]);

        assertThat(mno("up")).isEqualTo(1);

        assertThat(complained()).contains("cannot unpack", "gateway-1-exec.jar");
    }
}
