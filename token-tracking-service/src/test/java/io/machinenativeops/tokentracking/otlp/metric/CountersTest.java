package io.machinenativeops.tokentracking.otlp.metric;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Times are whole seconds after {@link #START}. */
class CountersTest {

    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant NOW = START.plusSeconds(3600);
    private static final MetricSeries SERIES = new MetricSeries("gen_ai", "s", Map.of(), Map.of());

    private String stored = "";
    private boolean begun;

    @Test
    void aCumulativeCounterCountsByWhatItGrew() {
        assertThat(send(total(0, 60, 100))).isEqualTo(100);
        assertThat(send(total(0, 120, 130))).isEqualTo(30);
        assertThat(send(total(0, 180, 130))).isZero();
        assertThat(send(total(0, 240, 131))).isEqualTo(1);
    }

    @Test
    void aPointThatComesAgainOrLateCountsNothing() {
        send(total(0, 60, 100));
        send(total(0, 120, 130));

        assertThat(send(total(0, 120, 130))).isZero();
        assertThat(send(total(0, 60, 100))).isZero();
        assertThat(send(total(0, 180, 150))).isEqualTo(20);
    }

    @Test
    void aRestartedProcessCountsFromItsNewStart() {
        send(total(0, 60, 100));

        assertThat(send(total(70, 120, 40))).isEqualTo(40);
        assertThat(send(total(70, 180, 45))).isEqualTo(5);
        // The last export of the old process, which was under way.
        assertThat(send(total(0, 65, 110))).isEqualTo(10);
    }

    @Test
    void aCounterThatFallsBeganAnew() {
        send(total(0, 60, 100));

        assertThat(send(total(0, 120, 30))).isEqualTo(30);
        assertThat(send(total(0, 180, 50))).isEqualTo(20);
    }

    @Test
    void twoProcessesOfTheSameNameAreToldApartByTheirStarts() {
        assertThat(send(total(0, 60, 100))).isEqualTo(100);
        assertThat(send(total(5, 61, 1000))).isEqualTo(1000);
        assertThat(send(total(0, 120, 110))).isEqualTo(10);
        assertThat(send(total(5, 121, 1001))).isEqualTo(1);
    }

    @Test
    void whatWasForgottenIsNotCountedAgain() {
        for (int start = 1; start <= 9; start++) {
            assertThat(send(total(start, 60 + start, 100))).isEqualTo(100);
        }
        // Eight starts are remembered: the first is not.
        assertThat(send(total(1, 200, 120))).isZero();
        assertThat(send(total(1, 260, 125))).isEqualTo(5);
    }

    @Test
    void aStartThatIsUnknownOrOlderThanTheMemoryIsWhereCountingBegins() {
        var old = -7L * 24 * 3600;
        assertThat(send(total(old, 60, 5000))).isZero();
        assertThat(send(total(old, 120, 5010))).isEqualTo(10);

        var noStart = new MetricPoint(SERIES, TokenMetric.Kind.INPUT, true, 0, nanos(60), BigDecimal.valueOf(7), 0);
        assertThat(send(noStart)).isZero();
    }

    @Test
    void differencesCountOnceEach() {
        assertThat(send(difference(0, 60, 100))).isEqualTo(100);
        assertThat(send(difference(60, 120, 30))).isEqualTo(30);
        assertThat(send(difference(0, 60, 100))).isZero();
        // Another process of the same name.
        assertThat(send(difference(3, 63, 9))).isEqualTo(9);
    }

    @Test
    void aDifferenceThatIsOlderThanWhatIsRememberedIsNotCounted() {
        for (int at = 0; at < 33; at++) {
            send(difference(60L * at, 60L * at + 60, 1));
        }

        assertThat(send(difference(0, 60, 1))).isZero();
        assertThat(send(difference(60, 120, 1))).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void inWhateverOrderAndHoweverOftenPointsComeTheSumIsTheSame(long seed) {
        var random = new Random(seed);
        var differences = LongStream.range(0, 30)
                .mapToObj(at -> difference(60 * at, 60 * at + 60, at))
                .toList();
        var sent = new ArrayList<>(differences);
        sent.addAll(differences.subList(0, 15));
        Collections.shuffle(sent, random);

        // 0 + 1 + … + 29
        assertThat(sent.stream().mapToLong(this::send).sum()).isEqualTo(435);

        var totals = new ArrayList<>(LongStream.rangeClosed(1, 30)
                .mapToObj(at -> total(0, 60 * at, 10 * at))
                .toList());
        Collections.shuffle(totals, random);
        assertThat(totals.stream().mapToLong(this::send).sum()).isEqualTo(300);
    }

    @Test
    void kindsOfTokensAndTheNumberOfCallsAreKeptApart() {
        var counters = Counters.of(null);
        for (var point : List.of(
                new MetricPoint(SERIES, TokenMetric.Kind.INPUT, true, nanos(0), nanos(60), BigDecimal.TEN, 2),
                new MetricPoint(SERIES, TokenMetric.Kind.OUTPUT, true, nanos(0), nanos(60), BigDecimal.ONE, 2))) {
            counters.add(point, NOW);
        }

        assertThat(counters.increases())
                .containsOnly(
                        Map.entry(TokenMetric.Kind.INPUT, new Counters.Increase(BigDecimal.TEN, 2)),
                        Map.entry(TokenMetric.Kind.OUTPUT, new Counters.Increase(BigDecimal.ONE, 2)));
    }

    private long send(MetricPoint point) {
        var counters = Counters.of(begun ? stored : null);
        counters.add(point, NOW);
        begun = true;
        stored = counters.json();
        var increase = counters.increases().get(point.kind());
        return increase == null ? 0 : increase.value().longValueExact();
    }

    private static MetricPoint total(long start, long time, long value) {
        return point(true, start, time, value);
    }

    private static MetricPoint difference(long start, long time, long value) {
        return point(false, start, time, value);
    }

    private static MetricPoint point(boolean cumulative, long start, long time, long value) {
        return new MetricPoint(
                SERIES, TokenMetric.Kind.INPUT, cumulative, nanos(start), nanos(time), BigDecimal.valueOf(value), 0);
    }

    private static long nanos(long seconds) {
        return START.plusSeconds(seconds).getEpochSecond() * 1_000_000_000;
    }
}
