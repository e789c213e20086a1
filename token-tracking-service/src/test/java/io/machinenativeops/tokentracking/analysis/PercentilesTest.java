package io.machinenativeops.tokentracking.analysis;

import java.util.HashMap;
import java.util.Map;

import io.machinenativeops.tokentracking.storage.LatencySlots;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Reads percentiles from counts. */
class PercentilesTest {

    @Test
    void readsTheNearestRank() {
        // Slot 51 holds 51 ms alone, slot 52 holds 52 and 53: it ends at 50 * 1.034^2 = 53.46.
        assertThat(percentiles(Map.of(1, 50L, 51, 50L))).isEqualTo(new Percentiles(1L, 51L, 51L));
        assertThat(percentiles(Map.of(1, 49L, 51, 51L))).isEqualTo(new Percentiles(51L, 51L, 51L));
        assertThat(percentiles(Map.of(1, 95L, 52, 5L))).isEqualTo(new Percentiles(1L, 1L, 53L));
        assertThat(percentiles(Map.of(0, 3L))).isEqualTo(new Percentiles(0L, 0L, 0L));
    }

    @Test
    void leavesOutWhatWasTakenBack() {
        assertThat(percentiles(Map.of(1, 1L, 36, 0L))).isEqualTo(new Percentiles(1L, 1L, 1L));
        assertThat(percentiles(Map.of(36, 0L))).isEqualTo(new Percentiles(null, null, null));
        assertThat(percentiles(Map.of())).isEqualTo(new Percentiles(null, null, null));
    }

    @Test
    void isNeverMoreThanTwoPercentOff() {
        for (long milliseconds = 1; milliseconds < 10_000_000; milliseconds += 1 + milliseconds / 10_000) {
            var counts = new HashMap<Integer, Long>();
            counts.put(
                    milliseconds <= 50
                            ? (int) milliseconds
                            : 50 + (int) Math.ceil(Math.log(milliseconds / 50.0) / Math.log(1.034)),
                    1L);
            var read = percentiles(counts).p50();
            assertThat((double) (read == null ? -1 : read))
                    .isCloseTo((double) milliseconds, within(milliseconds * 0.02));
        }
    }

    @Test
    void holdsTheLongestDurationThatIsStored() {
        // 50 * 1.034^546 = 4.23e9 < 2^32 - 1 < 50 * 1.034^547
        assertThat(LatencySlots.milliseconds(LatencySlots.COUNT - 1))
                .isCloseTo(4_294_967_295L, Percentage.withPercentage(2));
    }

    private static Percentiles percentiles(Map<Integer, Long> counts) {
        var slots = new long[LatencySlots.COUNT];
        counts.forEach((slot, count) -> slots[slot] = count);
        return Percentiles.of(slots);
    }
}
