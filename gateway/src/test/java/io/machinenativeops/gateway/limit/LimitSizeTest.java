package io.machinenativeops.gateway.limit;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LimitSizeTest {

    @Test
    void readsRequestsAndTime() {
        assertThat(LimitSize.of("600/1m")).isEqualTo(new LimitSize(600, Duration.ofMinutes(1)));
        assertThat(LimitSize.of("5/2h")).isEqualTo(new LimitSize(5, Duration.ofHours(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"600", "0/1m", "-1/1m", "600/0s", "600/2d", "600/1ms", "1.5/1m", "600/1m/1m", ""})
    void refusesWhatIsNoLimit(String written) {
        assertThatThrownBy(() -> LimitSize.of(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("limit");
    }
}
