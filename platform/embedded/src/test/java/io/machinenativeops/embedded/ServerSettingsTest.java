package io.machinenativeops.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServerSettingsTest {

    private static final ServerSettings SETTINGS =
            new ServerSettings(Path.of("/lib/x=y.so"), Path.of("/data"), 8123, 6, Duration.ofSeconds(30), 400, 20, 10);

    @Test
    void readsItsOwnCommandLine() {
        assertThat(ServerSettings.parse(SETTINGS.toArguments())).isEqualTo(SETTINGS);
    }

    @Test
    void boundsTheEngine() {
        assertThat(SETTINGS.engineArguments())
                .contains(
                        "--path=/data",
                        "--max_server_memory_usage=400",
                        "--max_memory_usage=300",
                        "--max_result_bytes=20");
    }

    @Test
    void namesWhatIsMissingOrWrong() {
        List<String> arguments = new ArrayList<>(SETTINGS.toArguments());
        arguments.removeIf(argument -> argument.startsWith("data="));
        assertThatThrownBy(() -> ServerSettings.parse(arguments)).hasMessageContaining("data=… is missing");
        assertThatThrownBy(() -> ServerSettings.parse(List.of("--port"))).hasMessageContaining("'--port'");
        assertThatThrownBy(() -> new ServerSettings(Path.of("l"), Path.of("d"), 1, 0, Duration.ZERO, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("connections is 0, expected at least 1");
    }
}
