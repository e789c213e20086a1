package io.machinenativeops.local;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LauncherRulesTest {

    @Test
    void doublesThePauseUpToHalfAMinute() {
        Backoff backoff = new Backoff();
        List<Long> pauses =
                Stream.generate(backoff::next).limit(9).map(Duration::toMillis).toList();
        assertThat(pauses).containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L, 30000L);
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void laysPortsOutFromTheBase() {
        Settings settings = Settings.from(Map.of("MNO_ROOT", "/r", "MNO_PORT_BASE", "9080"));
        assertThat(settings.gatewayPort()).isEqualTo(9080);
        assertThat(settings.tokenTrackingPort()).isEqualTo(9081);
        assertThat(settings.redisPort()).isEqualTo(9100);
        assertThat(settings.clickhousePort()).isEqualTo(9101);
        assertThat(settings.postgresPort()).isEqualTo(9102);
        assertThat(settings.home()).isEqualTo(Path.of("/r/.mno"));
        assertThat(settings.gatewayUrl()).isEqualTo("http://127.0.0.1:9080");
    }

    @Test
    void tellsClientsAnAddressTheyCanReach() {
        assertThat(Settings.from(Map.of("MNO_BIND", "0.0.0.0")).gatewayUrl()).isEqualTo("http://127.0.0.1:8080");
        assertThat(Settings.from(Map.of("MNO_BIND", "10.1.2.3")).gatewayUrl()).isEqualTo("http://10.1.2.3:8080");
        assertThat(Settings.from(Map.of("MNO_BIND", "fd00::7")).gatewayUrl()).isEqualTo("http://[fd00::7]:8080");
    }

    @Test
    void refusesAPortBaseThatIsNone() {
        assertThatThrownBy(() -> Settings.from(Map.of("MNO_PORT_BASE", "eighty")))
                .hasMessage("MNO_PORT_BASE is 'eighty': a number is expected");
        assertThatThrownBy(() -> Settings.from(Map.of("MNO_PORT_BASE", "65530")))
                .hasMessage("MNO_PORT_BASE is 65530: a number from 1 to 65513 is expected");
    }

    @Test
    void seesWhoListens() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.isFree("127.0.0.1", socket.getLocalPort())).isFalse();
            assertThat(Ports.owner(socket.getLocalPort())).contains(ProcessHandle.current());
        }
    }

    @Test
    void knowsAProcessByItsNumberAndItsStart() {
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());
        assertThat(self.find()).contains(ProcessHandle.current());
        assertThat(new ProcessIdentity(self.pid(), self.mark() + "0").find()).isEmpty();
        assertThat(new ProcessIdentity(Integer.MAX_VALUE, self.mark()).find()).isEmpty();
    }

    @Test
    void refusesACommandItDoesNotKnow() throws Exception {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                List.of("fly", "away"), Map.of(), System.out, new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("fly away");
    }
}
