package io.machinenativeops.bench;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScheduleTest {

    private final Schedule schedule = new Schedule(20, Duration.ofSeconds(2), Duration.ofSeconds(3));

    @Test
    void spreadsArrivalsEvenlyFromTheStart() {
        assertThat(schedule.arrivals()).isEqualTo(100);
        assertThat(schedule.due(0)).isZero();
        assertThat(schedule.due(1)).isEqualTo(50_000_000);
        assertThat(schedule.due(99)).isEqualTo(4_950_000_000L);
    }

    @Test
    void countsOnlyWhatIsDueAfterTheWarmUp() {
        assertThat(schedule.counts(39)).isFalse();
        assertThat(schedule.counts(40)).isTrue();
    }

    @Test
    void knowsHowManyAreDueByATime() {
        assertThat(schedule.dueBy(0)).isEqualTo(1);
        assertThat(schedule.dueBy(1_000_000_000L)).isEqualTo(21);
        assertThat(schedule.dueBy(60_000_000_000L)).isEqualTo(100);
    }

    @Test
    void keepsRatesThatDoNotDivideASecond() {
        var third = new Schedule(3, Duration.ZERO, Duration.ofSeconds(10));

        assertThat(third.arrivals()).isEqualTo(30);
        assertThat(third.due(3)).isEqualTo(1_000_000_000L);
    }

    @Test
    void refusesARateOfNothing() {
        assertThatThrownBy(() -> new Schedule(0, Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("0.0 requests a second");
    }
}
