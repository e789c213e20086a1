package io.machinenativeops.tokentracking.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import io.machinenativeops.tokentracking.ingest.RecordedEvents.Sought;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StoredFingerprintsTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void looksForEventsOfOneTimeTogether() {
        assertThat(StoredFingerprints.queries(sought(1000, Duration.ofSeconds(1))))
                .hasSize(1);
    }

    @Test
    void looksForFewAtOnceWhereTheyAreFarApart() {
        assertThat(StoredFingerprints.queries(sought(120, Duration.ofHours(1))))
                .extracting(List::size)
                .containsExactly(50, 50, 20);
    }

    @Test
    void asksNothingForNothing() {
        assertThat(StoredFingerprints.queries(List.of())).isEmpty();
    }

    private static List<Sought> sought(int count, Duration apart) {
        return IntStream.range(0, count)
                .mapToObj(i -> NOON.minus(apart.multipliedBy(i)))
                .map(time -> new Sought("e-" + time, time, time))
                .toList();
    }
}
