package io.machinenativeops.bench;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OptionsTest {

    @Test
    void readsNumbersAndTimesAsPeopleWriteThem() {
        var options =
                options("--events", "100M", "--rate", "2.5k", "--duration", "15m", "--p99", "20ms", "--warmup", "7");

        assertThat(options.count("events", 0)).isEqualTo(100_000_000);
        assertThat(options.count("rate", 0)).isEqualTo(2_500);
        assertThat(options.count("batch", 200)).isEqualTo(200);
        assertThat(options.time("duration", Duration.ZERO)).isEqualTo(Duration.ofMinutes(15));
        assertThat(options.time("p99", Duration.ZERO)).isEqualTo(Duration.ofMillis(20));
        assertThat(options.time("warmup", Duration.ZERO)).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void readsFlagsAndWords() {
        var options = options("--profile", "--through", "gateway");

        assertThat(options.has("profile")).isTrue();
        assertThat(options.choice("through", List.of("service", "gateway"))).isEqualTo("gateway");
        assertThat(options().choice("through", List.of("service", "gateway"))).isEqualTo("service");
    }

    @Test
    void saysWhatIsWrongAndWhatIsExpected() {
        assertThatThrownBy(() -> options("--speeed", "1"))
                .hasMessageContaining("'--speeed' is not known")
                .hasMessageContaining("--rate");
        assertThatThrownBy(() -> options("--rate")).hasMessage("--rate needs a value");
        assertThatThrownBy(() -> options("--rate", "fast").count("rate", 1))
                .hasMessageContaining("'fast'")
                .hasMessageContaining("5k");
        assertThatThrownBy(() -> options("--duration", "soon").time("duration", Duration.ZERO))
                .hasMessageContaining("'soon'");
        assertThatThrownBy(() -> options("--through", "wall").choice("through", List.of("service", "gateway")))
                .hasMessageContaining("[service, gateway]");
    }

    private static Options options(String... arguments) {
        return Options.of(
                List.of(arguments),
                Set.of("events", "rate", "batch", "duration", "p99", "warmup", "through"),
                Set.of("profile"));
    }
}
