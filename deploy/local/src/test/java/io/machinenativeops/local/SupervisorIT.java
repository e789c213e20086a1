package io.machinenativeops.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class SupervisorIT {

    @TempDir
    Path root;

    private Settings settings;
    private Supervisor supervisor;
    private Thread running;

    @BeforeEach
    void start() throws Exception {
        Map<String, String> environment = Stacks.environment(root);
        environment.put("POSTGRES_URL", "jdbc:postgresql://127.0.0.1:1/elsewhere");
        settings = Settings.from(environment);
        PrivateFiles.folder(settings.home());
        Files.createDirectories(settings.home().resolve("log"));
        supervisor = new Supervisor(
                settings,
                new Stack(settings).stores(),
                List.of(FakeService.part("fake", settings.tokenTrackingPort(), settings)),
                Clock.systemUTC());
        running = Thread.ofPlatform().start(() -> {
            try {
                supervisor.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Stacks.await("all ready", () -> state().filter(StackState::ready).isPresent());
    }

    @AfterEach
    void stop() throws Exception {
        if (running.isAlive()) {
            supervisor.stop();
        }
        running.join();
    }

    private Optional<StackState> state() {
        return new StateFile(settings.state()).read();
    }

    private PartState part(String name) {
        return state().flatMap(state -> state.part(name)).orElseThrow();
    }

    private ProcessHandle process(String name) {
        return part(name).alive().orElseThrow();
    }

    private String redis(String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), settings.redisPort())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] reply = new byte[100];
            return new String(reply, 0, socket.getInputStream().read(reply), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void restartsAServiceThatDied() throws Exception {
        ProcessHandle first = process("fake");
        ProcessHandle store = process("redis");

        first.destroyForcibly();

        Stacks.await(
                "restarted", () -> part("fake").restarts() == 1 && part("fake").state() == PartState.State.READY);
        assertThat(process("fake").pid()).isNotEqualTo(first.pid());
        assertThat(process("redis")).isEqualTo(store);
        assertThat(new Status(settings, Clock.systemUTC()).text()).contains("fake", "ready", "redis");
    }

    @Test
    void restartsAStoreOnItsDataAndLeavesTheServicesAlone() throws Exception {
        ProcessHandle service = process("fake");
        assertThat(redis("SET colour blue")).isEqualTo("+OK\r\n");

        process("redis").destroyForcibly();

        Stacks.await(
                "restarted",
                () -> part("redis").restarts() == 1 && part("redis").state() == PartState.State.READY);
        assertThat(redis("GET colour")).isEqualTo("$4\r\nblue\r\n");
        assertThat(process("fake")).isEqualTo(service);
    }

    @Test
    void leavesNoProcessWhenItStops() throws Exception {
        List<ProcessHandle> processes = List.of(process("fake"), process("redis"));

        supervisor.stop();
        running.join();

        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(state()).isEmpty();
        assertThat(settings.pidFile()).doesNotExist();
        assertThat(Ports.isFree("127.0.0.1", settings.tokenTrackingPort())).isTrue();
        assertThat(Ports.isFree("127.0.0.1", settings.redisPort())).isTrue();
    }

    @Test
    void letsOnlyOneSupervisorHaveAStack() throws Exception {
        assertThat(new Supervisor(settings, List.of(), List.of(), Clock.systemUTC()).run())
                .isFalse();
        assertThat(state())
                .hasValueSatisfying(state -> assertThat(state.ready()).isTrue());
    }

    @Test
    void writesTheLogsOfStoresAndServicesIntoOneFolder() throws Exception {
        assertThat(Files.readString(settings.log("fake"))).contains("listening on " + settings.tokenTrackingPort());
        assertThat(Files.readString(settings.log("redis"))).contains("Ready to accept connections");
    }

    @Test
    void learnsToStartFaster() throws Exception {
        StartupCache cache = StartupCache.in(settings.app("fake"));

        Stacks.await("startup cache", () -> cache.option().isPresent());

        process("fake").destroyForcibly();
        Stacks.await(
                "restarted", () -> part("fake").restarts() == 1 && part("fake").state() == PartState.State.READY);
        assertThat(process("fake").info().arguments())
                .hasValueSatisfying(arguments -> assertThat(arguments).contains("-XX:AOTCache=" + cache.file()));
    }
}
