package io.machinenativeops.tokentracking.analysis;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.machinenativeops.tokentracking.event.RecordedUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static io.machinenativeops.tokentracking.storage.StoredUsage.event;
import static org.assertj.core.api.Assertions.assertThat;

/** Asks a running service for time series, and counts the same events by java.time alone. */
class TimeSeriesIT {

    private static AnalysisService service;
    private static String token;
    private static final List<Instant> MOMENTS = new ArrayList<>();

    @BeforeAll
    static void start() {
        service = new AnalysisService();
        var organization = AnalysisService.organization();
        token = AnalysisService.reader(organization);
        // Both changes of the clock in Europe and America in 2026, and a year between.
        var random = new Random(7);
        var items = new ArrayList<RecordedUsage>();
        for (int i = 0; i < 3000; i++) {
            var moment = Instant.parse("2026-03-01T00:00:00Z").plusMillis(random.nextLong(250L * 86_400_000));
            MOMENTS.add(moment);
            items.add(event("e-" + i)
                    .organization(organization)
                    .at(moment)
                    .cost("0.000000000001")
                    .item());
        }
        service.store(items.toArray(RecordedUsage[]::new));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Europe/Berlin",
                "America/New_York",
                "America/St_Johns",
                "Asia/Kathmandu",
                "Asia/Kolkata",
                "Australia/Lord_Howe",
                "Pacific/Chatham",
                "Pacific/Kiritimati",
                "Pacific/Apia",
                "Africa/Casablanca",
                "America/Santiago"
            })
    void daysOfEveryZoneSumExactly(String zone) {
        var from = Instant.parse("2026-03-20T07:11:13.017Z");
        var to = Instant.parse("2026-11-05T19:23:29.501Z");
        var expected = new TreeMap<Instant, Long>();
        MOMENTS.stream()
                .filter(moment -> !moment.isBefore(from) && moment.isBefore(to))
                .forEach(moment -> expected.merge(
                        moment.atZone(ZoneId.of(zone))
                                .toLocalDate()
                                .atStartOfDay(ZoneId.of(zone))
                                .toInstant(),
                        1L,
                        Long::sum));

        var series = service.get(
                token, "/api/v1/usage/timeseries?interval=day&timezone=" + zone + "&from=" + from + "&to=" + to);

        assertThat(series.path("timezone").asString()).isEqualTo(zone);
        var counts = counts(series);
        assertThat(counts.keySet()).containsAll(expected.keySet());
        counts.forEach(
                (start, count) -> assertThat(count).as(start.toString()).isEqualTo(expected.getOrDefault(start, 0L)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe"})
    void hoursAroundAChangeOfTheClockSumExactly(String zone) {
        for (var range :
                List.of("2026-04-03T00:30:00Z/2026-04-07T00:00:00Z", "2026-10-23T00:00:00Z/2026-10-27T00:45:00Z")) {
            var from = Instant.parse(range.substring(0, 20));
            var to = Instant.parse(range.substring(21));
            var series = service.get(
                    token, "/api/v1/usage/timeseries?interval=hour&timezone=" + zone + "&from=" + from + "&to=" + to);

            var starts = new TreeMap<>(counts(series));
            for (var point : starts.entrySet()) {
                var next = starts.higherKey(point.getKey());
                var end = next == null ? to : next;
                assertThat(point.getValue())
                        .as(point.getKey().toString())
                        .isEqualTo(MOMENTS.stream()
                                .filter(moment -> !moment.isBefore(from) && moment.isBefore(to))
                                .filter(moment -> !moment.isBefore(point.getKey()) && moment.isBefore(end))
                                .count());
            }
        }
    }

    @Test
    void monthsAndWeeksAddUpTheirDays() {
        for (var interval : List.of("month", "week", "day")) {
            var series = service.get(
                    token,
                    "/api/v1/usage/timeseries?groupBy=model&timezone=America/New_York&interval=" + interval
                            + "&from=2026-03-01T00:00:00Z&to=2026-12-01T00:00:00Z");
            var cost = BigDecimal.ZERO;
            for (var point : series.path("points")) {
                assertThat(point.path("groups").size()).isLessThanOrEqualTo(1);
                for (var group : point.path("groups")) {
                    cost = cost.add(new BigDecimal(group.path("cost").asString()));
                }
            }
            assertThat(cost).as(interval).isEqualByComparingTo("0.000000003");
        }
    }

    @Test
    void emptyPointsStandThereAsZero() {
        var series = service.get(
                token,
                "/api/v1/usage/timeseries?interval=15m&agent=nobody&from=2026-11-20T00:07:00Z&to=2026-11-20T00:31:00Z");

        assertThat(series.path("interval").asString()).isEqualTo("15m");
        assertThat(series.path("points")).hasSize(3);
        assertThat(series.path("points").get(0).path("start").asString()).isEqualTo("2026-11-20T00:00:00Z");
        var group = series.path("points").get(1).path("groups").get(0);
        assertThat(group.path("key")).isEqualTo(AnalysisService.json("{}"));
        assertThat(group.path("events").asInt()).isZero();
        assertThat(group.path("cost").isNull()).isTrue();
        assertThat(service.get(token, "/api/v1/usage/timeseries?groupBy=agent&agent=nobody")
                        .path("points")
                        .get(0)
                        .path("groups"))
                .isEmpty();
    }

    private static Map<Instant, Long> counts(JsonNode series) {
        var counts = new TreeMap<Instant, Long>();
        series.path("points")
                .forEach(point -> counts.put(
                        Instant.parse(point.path("start").asString()),
                        point.path("groups").get(0).path("events").asLong()));
        return counts;
    }
}
