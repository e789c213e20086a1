package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InFlightTest {

    private final InFlight inFlight = new InFlight();

    @Test
    void takesAnEntryOnce() {
        assertThat(inFlight.add("1-1")).isTrue();
        assertThat(inFlight.add("1-1")).isFalse();
        assertThat(inFlight.all()).containsExactly("1-1");
    }

    @Test
    void waitsForRoomUntilTheTimeIsOver() {
        inFlight.add("1-1");

        assertThat(inFlight.awaitFewerThan(1, Duration.ofMillis(10))).isFalse();
    }

    @Test
    void hasRoomAsSoonAsEntriesAreSettled() throws Exception {
        inFlight.add("1-1");
        inFlight.add("1-2");
        var settling = Thread.ofVirtual().start(() -> inFlight.remove(List.of("1-1", "1-2")));

        assertThat(inFlight.awaitFewerThan(1, Duration.ofSeconds(10))).isTrue();

        settling.join();
        assertThat(inFlight.contains("1-1")).isFalse();
    }

    @Test
    void endsWaitingWhenInterrupted() throws Exception {
        inFlight.add("1-1");
        var waiting = Thread.ofVirtual().start(() -> inFlight.awaitFewerThan(1, Duration.ofHours(1)));

        waiting.interrupt();

        assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
    }
}
