package io.machinenativeops.tokentracking.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.machinenativeops.tokentracking.storage.LocalSlots.Stretch;
import io.machinenativeops.tokentracking.storage.RangePlan.Span;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Divides ranges among the tables; what is expected was worked out on a calendar. */
class RangePlanTest {

    @Test
    void takesDaysThenQuartersThenEvents() {
        var plan = RangePlan.ofRollups(at("2026-11-01T22:07:00Z"), at("2026-11-04T00:31:00.001Z"), null);

        assertThat(plan.spans())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Grain.DAY, List.of(span("2026-11-02T00:00:00Z", "2026-11-04T00:00:00Z")),
                        Grain.QUARTER,
                                List.of(
                                        span("2026-11-01T22:15:00Z", "2026-11-02T00:00:00Z"),
                                        span("2026-11-04T00:00:00Z", "2026-11-04T00:30:00Z")),
                        Grain.EVENT,
                                List.of(
                                        span("2026-11-01T22:07:00Z", "2026-11-01T22:15:00Z"),
                                        span("2026-11-04T00:30:00Z", "2026-11-04T00:31:00.001Z"))));
    }

    @Test
    void readsNoTableForNothing() {
        assertThat(RangePlan.ofRollups(at("2026-11-01T00:00:00Z"), at("2026-11-02T00:00:00Z"), null)
                        .spans())
                .containsOnlyKeys(Grain.DAY);
        assertThat(RangePlan.ofRollups(at("2026-11-01T00:15:00Z"), at("2026-11-02T00:00:00Z"), null)
                        .spans())
                .containsOnlyKeys(Grain.QUARTER);
        assertThat(RangePlan.ofRollups(at("2026-11-01T00:00:00.001Z"), at("2026-11-01T00:29:00Z"), null)
                        .spans())
                .isEqualTo(Map.of(Grain.EVENT, List.of(span("2026-11-01T00:00:00.001Z", "2026-11-01T00:29:00Z"))));
    }

    @Test
    void daysOfAnotherZoneAreMadeOfQuarters() {
        var from = at("2026-11-01T00:00:00Z");
        var to = at("2026-11-05T00:00:00Z");

        assertThat(RangePlan.ofRollups(from, to, days(new Stretch(Instant.EPOCH, 3600)))
                        .spans())
                .containsOnlyKeys(Grain.QUARTER);
        assertThat(RangePlan.ofRollups(from, to, days(new Stretch(Instant.EPOCH, 0)))
                        .spans())
                .containsOnlyKeys(Grain.DAY);
        assertThat(RangePlan.ofRollups(from, to, new LocalSlots(3600, false, List.of(new Stretch(Instant.EPOCH, 0))))
                        .spans())
                .containsOnlyKeys(Grain.QUARTER);
    }

    @Test
    void aQuarterInWhichTheClockChangesIsReadEventByEvent() {
        // St John's changed its clock at 00:01 until 2011.
        var change = at("2010-03-14T03:31:00Z");
        var plan = RangePlan.ofRollups(
                at("2010-03-14T03:00:00Z"),
                at("2010-03-14T04:00:00Z"),
                days(new Stretch(Instant.EPOCH, -12_600), new Stretch(change, -9000)));

        assertThat(plan.spans())
                .isEqualTo(Map.of(
                        Grain.QUARTER,
                                List.of(
                                        span("2010-03-14T03:00:00Z", "2010-03-14T03:30:00Z"),
                                        span("2010-03-14T03:45:00Z", "2010-03-14T04:00:00Z")),
                        Grain.EVENT, List.of(span("2010-03-14T03:30:00Z", "2010-03-14T03:45:00Z"))));
    }

    @Test
    void anOddOffsetIsReadEventByEvent() {
        var plan = RangePlan.ofRollups(
                at("2010-03-14T03:00:00Z"),
                at("2010-03-14T04:00:00Z"),
                days(new Stretch(Instant.EPOCH, -2670), new Stretch(at("2010-03-14T03:20:00Z"), 0)));

        assertThat(plan.spans())
                .isEqualTo(Map.of(
                        Grain.QUARTER, List.of(span("2010-03-14T03:30:00Z", "2010-03-14T04:00:00Z")),
                        Grain.EVENT, List.of(span("2010-03-14T03:00:00Z", "2010-03-14T03:30:00Z"))));
    }

    @Test
    void everyMomentIsInExactlyOneSpan() {
        var from = at("2010-03-01T00:00:00Z").plusMillis(123_456);
        for (int hours = 1; hours < 100; hours += 7) {
            var to = from.plusMillis(hours * 3_600_000L + 77);
            var spans = new ArrayList<Span>();
            RangePlan.ofRollups(from, to, null).spans().values().forEach(spans::addAll);
            spans.sort(Comparator.comparing(Span::from));
            assertThat(spans.getFirst().from()).isEqualTo(from);
            assertThat(spans.getLast().to()).isEqualTo(to);
            for (int i = 1; i < spans.size(); i++) {
                assertThat(spans.get(i).from()).isEqualTo(spans.get(i - 1).to());
            }
        }
    }

    private static LocalSlots days(Stretch... stretches) {
        return new LocalSlots(86_400, true, List.of(stretches));
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }

    private static Span span(String from, String to) {
        return new Span(at(from), at(to));
    }
}
