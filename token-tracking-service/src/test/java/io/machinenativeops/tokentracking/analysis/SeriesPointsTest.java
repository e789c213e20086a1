package io.machinenativeops.tokentracking.analysis;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Cuts ranges into local time, over offsets that are no whole hours and days that are not 24 hours long. */
class SeriesPointsTest {

    @Test
    void aDayOfSpringHas23HoursAndOneOfAutumn25() {
        var berlin = ZoneId.of("Europe/Berlin");
        var spring = points(Interval.DAY, berlin, "2026-03-28T23:00:00Z", "2026-03-30T22:00:00Z");
        assertThat(spring.starts())
                .containsExactly(Instant.parse("2026-03-28T23:00:00Z"), Instant.parse("2026-03-29T22:00:00Z"));

        var autumn = points(Interval.DAY, berlin, "2026-10-24T22:00:00Z", "2026-10-26T23:00:00Z");
        assertThat(autumn.starts())
                .containsExactly(Instant.parse("2026-10-24T22:00:00Z"), Instant.parse("2026-10-25T23:00:00Z"));
        assertThat(points(Interval.HOUR, berlin, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")
                        .starts())
                .hasSize(25);
    }

    @Test
    void theHourThatComesTwiceIsTwoPoints() {
        var starts = points(
                        Interval.HOUR, ZoneId.of("America/New_York"), "2026-11-01T05:00:00Z", "2026-11-01T07:00:00Z")
                .starts();

        assertThat(starts)
                .containsExactly(Instant.parse("2026-11-01T05:00:00Z"), Instant.parse("2026-11-01T06:00:00Z"));
    }

    @Test
    void hoursOfNepalBeginAtAQuarterPast() {
        var starts = points(Interval.HOUR, ZoneId.of("Asia/Kathmandu"), "2026-11-20T00:00:00Z", "2026-11-20T02:00:00Z")
                .starts();

        assertThat(starts)
                .containsExactly(
                        Instant.parse("2026-11-19T23:15:00Z"),
                        Instant.parse("2026-11-20T00:15:00Z"),
                        Instant.parse("2026-11-20T01:15:00Z"));
    }

    @Test
    void aChangeOfHalfAnHourCutsThePointThere() {
        // Lord Howe goes from +11:00 to +10:30 at 2026-04-04T15:00Z.
        var starts = points(
                        Interval.HOUR, ZoneId.of("Australia/Lord_Howe"), "2026-04-04T14:00:00Z", "2026-04-04T16:30:00Z")
                .starts();

        assertThat(starts)
                .containsExactly(
                        Instant.parse("2026-04-04T14:00:00Z"),
                        Instant.parse("2026-04-04T15:00:00Z"),
                        Instant.parse("2026-04-04T15:30:00Z"));
    }

    @Test
    void weeksBeginOnMondayAndMonthsOnTheirFirst() {
        var tokyo = ZoneId.of("Asia/Tokyo");
        assertThat(points(Interval.WEEK, tokyo, "2026-11-20T00:00:00Z", "2026-11-23T00:00:00Z")
                        .starts())
                .containsExactly(Instant.parse("2026-11-15T15:00:00Z"), Instant.parse("2026-11-22T15:00:00Z"));
        assertThat(points(Interval.MONTH, tokyo, "2026-01-31T14:59:59Z", "2026-01-31T15:00:01Z")
                        .starts())
                .containsExactly(Instant.parse("2025-12-31T15:00:00Z"), Instant.parse("2026-01-31T15:00:00Z"));
    }

    @Test
    void aDayThatAZoneSkippedIsNoPoint() {
        // Samoa went over the date line: it had no 2011-12-30.
        var starts = points(Interval.DAY, ZoneId.of("Pacific/Apia"), "2011-12-29T10:00:00Z", "2011-12-31T10:00:00Z")
                .starts();

        assertThat(starts)
                .containsExactly(Instant.parse("2011-12-29T10:00:00Z"), Instant.parse("2011-12-30T10:00:00Z"));
    }

    @Test
    void pointsOfEveryZoneCoverTheRangeWithoutGapOrOverlap() {
        var from = Instant.parse("2026-03-20T07:23:45Z");
        var to = Instant.parse("2026-04-06T19:01:02Z");
        for (var zone : ZoneId.getAvailableZoneIds()) {
            for (var interval : List.of(Interval.QUARTER_HOUR, Interval.HOUR, Interval.DAY)) {
                var starts = points(interval, ZoneId.of(zone), from.toString(), to.toString())
                        .starts();
                assertThat(starts.getFirst()).as(zone).isBeforeOrEqualTo(from);
                assertThat(starts.getLast()).as(zone).isBefore(to);
                var longest = Duration.ofSeconds(interval.stepSeconds()).plusHours(1);
                assertThat(IntStream.range(1, starts.size())
                                .mapToObj(i -> Duration.between(starts.get(i - 1), starts.get(i)))
                                .allMatch(length -> length.isPositive() && length.compareTo(longest) <= 0))
                        .as(zone)
                        .isTrue();
            }
        }
    }

    private static SeriesPoints points(Interval interval, ZoneId zone, String from, String to) {
        return new SeriesPoints(interval, zone, Instant.parse(from), Instant.parse(to));
    }
}
