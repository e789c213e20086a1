package io.machinenativeops.tokentracking.analysis;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Reads percentiles from counts. */
class PercentilesTest {

    @Test
    void readsTheNearestRank() {
        // 1.02^0 = 1, 1.02^35 = 1.9999, 1.02^36 = 2.0399: slot 0 holds 1 ms, slot 36 holds 2 ms.
        assertThat(Percentiles.of(Map.of(0, 50L, 36, 50L))).isEqualTo(new Percentiles(1L, 2L, 2L));
        assertThat(Percentiles.of(Map.of(0, 49L, 36, 51L))).isEqualTo(new Percentiles(2L, 2L, 2L));
        assertThat(Percentiles.of(Map.of(0, 95L, 36, 5L))).isEqualTo(new Percentiles(1L, 1L, 2L));
        assertThat(Percentiles.of(Map.of(-1, 3L))).isEqualTo(new Percentiles(0L, 0L, 0L));
    }

    @Test
    void leavesOutWhatWasTakenBack() {
        assertThat(Percentiles.of(Map.of(0, 1L, 36, 0L))).isEqualTo(new Percentiles(1L, 1L, 1L));
        assertThat(Percentiles.of(Map.of(36, 0L))).isEqualTo(new Percentiles(null, null, null));
        assertThat(Percentiles.of(Map.of())).isEqualTo(new Percentiles(null, null, null));
    }

    @Test
    void isNeverMoreThanTwoPercentOff() {
        for (long milliseconds = 1; milliseconds < 10_000_000; milliseconds += 1 + milliseconds / 97) {
            var counts = new HashMap<Integer, Long>();
            counts.put((int) Math.ceil(Math.log((double) milliseconds) / Math.log(1.02)), 1L);
            var read = Percentiles.of(counts).p50();
            assertThat((double) (read == null ? -1 : read))
                    .isCloseTo((double) milliseconds, within(milliseconds * 0.02));
        }
    }
}
