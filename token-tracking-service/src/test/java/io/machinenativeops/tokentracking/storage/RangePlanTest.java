package io.machinenativeops.tokentracking.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.machinenativeops.tokentracking.storage.LocalSlots.Stretch;
import io.machinenativeops.tokentracking.storage.RangePlan.Span;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Divides ranges among the tables; what is expected was worked out on a calendar. */
class RangePlanTest {

    @Test
    void takesDaysThenQuartersThenEvents() {
        var plan = wide(at("2026-11-01T22:07:00Z"), at("2026-11-04T00:31:00.001Z"), null);

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
        assertThat(wide(at("2026-11-01T00:00:00Z"), at("2026-11-02T00:00:00Z"), null)
                        .spans())
                .containsOnlyKeys(Grain.DAY);
        assertThat(wide(at("2026-11-01T00:15:00Z"), at("2026-11-02T00:00:00Z"), null)
                        .spans())
                .containsOnlyKeys(Grain.QUARTER);
        assertThat(wide(at("2026-11-01T00:00:00.001Z"), at("2026-11-01T00:29:00Z"), null)
                        .spans())
                .isEqualTo(Map.of(Grain.EVENT, List.of(span("2026-11-01T00:00:00.001Z", "2026-11-01T00:29:00Z"))));
    }

    @Test
    void daysOfAnotherZoneAreMadeOfQuarters() {
        var from = at("2026-11-01T00:00:00Z");
        var to = at("2026-11-05T00:00:00Z");

        assertThat(wide(from, to, days(new Stretch(Instant.EPOCH, 3600))).spans())
                .containsOnlyKeys(Grain.QUARTER);
        assertThat(wide(from, to, days(new Stretch(Instant.EPOCH, 0))).spans()).containsOnlyKeys(Grain.DAY);
        assertThat(wide(from, to, new LocalSlots(3600, false, List.of(new Stretch(Instant.EPOCH, 0))))
                        .spans())
                .containsOnlyKeys(Grain.QUARTER);
    }

    @Test
    void aQuarterInWhichTheClockChangesIsReadEventByEvent() {
        // St John's changed its clock at 00:01 until 2011.
        var change = at("2010-03-14T03:31:00Z");
        var plan = wide(
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
        var plan = wide(
                at("2010-03-14T03:00:00Z"),
                at("2010-03-14T04:00:00Z"),
                days(new Stretch(Instant.EPOCH, -2670), new Stretch(at("2010-03-14T03:20:00Z"), 0)));

        assertThat(plan.spans())
                .isEqualTo(Map.of(
                        Grain.QUARTER, List.of(span("2010-03-14T03:30:00Z", "2010-03-14T04:00:00Z")),
                        Grain.EVENT, List.of(span("2010-03-14T03:00:00Z", "2010-03-14T03:30:00Z"))));
    }

    @Test
    void takesHoursBetweenDaysAndQuarters() {
        assertThat(narrow(at("2026-11-01T21:45:00Z"), at("2026-11-03T01:00:00Z"), null)
                        .spans())
                .isEqualTo(Map.of(
                        Grain.MODEL_DAY, List.of(span("2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z")),
                        Grain.MODEL_HOUR,
                                List.of(
                                        span("2026-11-01T22:00:00Z", "2026-11-02T00:00:00Z"),
                                        span("2026-11-03T00:00:00Z", "2026-11-03T01:00:00Z")),
                        Grain.QUARTER, List.of(span("2026-11-01T21:45:00Z", "2026-11-01T22:00:00Z"))));
    }

    @Test
    void daysOfAZoneOnWholeHoursAreMadeOfHours() {
        var from = at("2026-11-01T00:00:00Z");
        var to = at("2026-11-05T00:00:00Z");

        assertThat(narrow(from, to, days(new Stretch(Instant.EPOCH, 28_800))).spans())
                .isEqualTo(Map.of(Grain.MODEL_HOUR, List.of(span("2026-11-01T00:00:00Z", "2026-11-05T00:00:00Z"))));
        assertThat(narrow(from, to, days(new Stretch(Instant.EPOCH, 19_800))).spans())
                .containsOnlyKeys(Grain.QUARTER);
    }

    @Test
    void aZoneIsReadByDaysWhileItIsAtUtc() {
        // London put its clocks back on 25 October 2026 at 01:00 UTC.
        var plan = narrow(
                at("2026-10-24T00:00:00Z"),
                at("2026-10-27T00:00:00Z"),
                days(new Stretch(Instant.EPOCH, 3600), new Stretch(at("2026-10-25T01:00:00Z"), 0)));

        assertThat(plan.spans())
                .isEqualTo(Map.of(
                        Grain.MODEL_HOUR, List.of(span("2026-10-24T00:00:00Z", "2026-10-26T00:00:00Z")),
                        Grain.MODEL_DAY, List.of(span("2026-10-26T00:00:00Z", "2026-10-27T00:00:00Z"))));
    }

    @Test
    void everyMomentIsInExactlyOneSpan() {
        var from = at("2010-03-01T00:00:00Z").plusMillis(123_456);
        for (int hours = 1; hours < 100; hours += 7) {
            var to = from.plusMillis(hours * 3_600_000L + 77);
            for (var plan : List.of(
                    wide(from, to, null),
                    narrow(from, to, null),
                    narrow(
                            from,
                            to,
                            days(new Stretch(Instant.EPOCH, 0), new Stretch(from.plusSeconds(50_000), 3600))))) {
                var spans = new ArrayList<Span>();
                plan.spans().values().forEach(spans::addAll);
                spans.sort(Comparator.comparing(Span::from));
                assertThat(spans.getFirst().from()).isEqualTo(from);
                assertThat(spans.getLast().to()).isEqualTo(to);
                for (int i = 1; i < spans.size(); i++) {
                    assertThat(spans.get(i).from()).isEqualTo(spans.get(i - 1).to());
                }
            }
        }
    }

    @Test
    void questionsAreAnsweredFromTheFewestRows() {
        assertThat(Grain.of(List.of())).containsExactly(Grain.MODEL_DAY, Grain.MODEL_HOUR, Grain.QUARTER, Grain.EVENT);
        assertThat(Grain.of(dimensions("team")))
                .containsExactly(Grain.STATE_DAY, Grain.STATE_HOUR, Grain.QUARTER, Grain.EVENT);
        assertThat(Grain.of(dimensions("model", "team")))
                .containsExactly(Grain.AGENT_DAY, Grain.AGENT_HOUR, Grain.QUARTER, Grain.EVENT);
        assertThat(Grain.of(dimensions("model", "status"))).containsExactly(Grain.DAY, Grain.QUARTER, Grain.EVENT);
        assertThat(Grain.of(dimensions("apiKey", "project")))
                .containsExactly(Grain.KEY_DAY, Grain.QUARTER, Grain.EVENT);
        assertThat(Grain.of(dimensions("model", "user"))).containsExactly(Grain.EVENT);
        assertThat(Grain.of(dimensions("tag:team"))).containsExactly(Grain.EVENT);
    }

    private static List<Dimension> dimensions(String... names) {
        return Stream.of(names).map(name -> Dimension.of(name).orElseThrow()).toList();
    }

    private static RangePlan wide(Instant from, Instant to, @Nullable LocalSlots slots) {
        return RangePlan.of(from, to, slots, List.of(Grain.DAY, Grain.QUARTER, Grain.EVENT));
    }

    private static RangePlan narrow(Instant from, Instant to, @Nullable LocalSlots slots) {
        return RangePlan.of(from, to, slots, Grain.of(List.of()));
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
