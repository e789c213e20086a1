package io.machinenativeops.tokentracking.analysis;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.usage.Unit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static io.machinenativeops.tokentracking.storage.StoredUsage.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Asks a running service about random ranges, and counts the same items by java.time and BigDecimal. A filter for a user is
 * nothing the rollups know, so that it asks the same of the single events.
 */
class RollupIT {

    private static final long SEED = 20_261_123;
    private static final String EVENTS_ALONE = "&user=";
    /** Months in which clocks are changed; those of 2010 at one minute past midnight in St. John's and Gaza. */
    private static final List<Instant> MONTHS = List.of(
            Instant.parse("2010-03-01T00:00:00Z"),
            Instant.parse("2010-10-10T00:00:00Z"),
            Instant.parse("2026-03-08T00:00:00Z"),
            Instant.parse("2026-10-10T00:00:00Z"));

    private static final Duration MONTH = Duration.ofDays(35);

    private static final Random RANDOM = new Random(SEED);
    private static final List<RecordedUsage> ITEMS = new ArrayList<>();
    private static AnalysisService service;
    private static String token;

    @BeforeAll
    static void start() {
        service = new AnalysisService();
        var organization = AnalysisService.organization();
        token = AnalysisService.reader(organization);
        for (int i = 0; i < 1500; i++) {
            var first = item(organization, "e-" + i, 1);
            ITEMS.add(first);
            if (i % 5 == 0) {
                // Taken back, and replaced at another time.
                ITEMS.add(takenBack(first));
                ITEMS.add(item(organization, "e-" + i, 2));
            }
        }
        var late = new ArrayList<>(ITEMS);
        Collections.shuffle(late, RANDOM);
        for (int i = 0; i < late.size(); i += 1000) {
            service.store(late.subList(i, Math.min(i + 1000, late.size())).toArray(RecordedUsage[]::new));
        }
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void seriesOfEveryZoneSumExactly() {
        var seen = new HashSet<>();
        for (var name : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
            if (!seen.add(ZoneId.of(name).getRules())) {
                continue;
            }
            var interval = List.of("15m", "hour", "day", "week", "month").get(RANDOM.nextInt(5));
            var days = switch (interval) {
                case "15m" -> 1;
                case "hour" -> 4;
                default -> 40;
            };
            var from = moment();
            var to = from.plusMillis(1 + RANDOM.nextLong(days * 86_400_000L));
            var groupBy = List.of("status,model", "model", "status").get(seen.size() % 3);
            var question = "/api/v1/usage/timeseries?groupBy=" + groupBy + "&interval=" + interval + "&timezone="
                    + AnalysisService.encode(name) + "&from=" + from + "&to=" + to;

            var points = service.get(token, question).path("points");

            assertPoints(question, List.of(groupBy.split(",")), points, from, to);
            if (seen.size() % 8 == 0) {
                assertThat(service.get(token, question + EVENTS_ALONE).path("points"))
                        .as(question)
                        .isEqualTo(points);
            }
        }
        assertThat(seen).hasSizeGreaterThan(100);
    }

    @Test
    void summariesOfRandomRangesSumExactly() {
        for (int i = 0; i < 20; i++) {
            var from = moment();
            var to = from.plusMillis(1 + RANDOM.nextLong(30 * 86_400_000L));
            // Each is answered from other rollups.
            var groupBy = List.of(
                            "agent,model,status,promptVersion",
                            "model",
                            "status,team",
                            "agent,model",
                            "prompt,promptVersion",
                            "apiKey")
                    .get(i % 6);
            var question = "/api/v1/usage/summary?groupBy=" + groupBy + "&from=" + from + "&to=" + to;

            var summary = service.get(token, question);

            assertSums(question, summary.path("total"), between(from, to));
            assertPercentiles(question, summary.path("total").path("latencyMs"), between(from, to));
            assertThat(service.get(token, question + EVENTS_ALONE)).as(question).isEqualTo(summary);
        }
    }

    private static void assertPoints(String question, List<String> keys, JsonNode points, Instant from, Instant to) {
        var starts = new ArrayList<Instant>();
        points.forEach(point -> starts.add(Instant.parse(point.path("start").asString())));
        assertThat(starts.getFirst()).as(question).isBeforeOrEqualTo(from);
        for (int i = 0; i < starts.size(); i++) {
            var end = i + 1 < starts.size() ? starts.get(i + 1) : to;
            var begin = i == 0 ? from : starts.get(i);
            var expected = new TreeMap<String, List<RecordedUsage>>();
            for (var item : between(begin, end)) {
                var key = keys.stream()
                        .map(name -> name.equals("model")
                                ? item.call().model()
                                : item.call().status())
                        .collect(Collectors.joining("/"));
                expected.computeIfAbsent(key, none -> new ArrayList<>()).add(item);
            }
            expected.values().removeIf(items -> events(items) == 0);
            var groups = points.get(i).path("groups");
            assertThat(groups.size()).as(question).isEqualTo(expected.size());
            for (var group : groups) {
                var key = keys.stream()
                        .map(name -> group.path("key").path(name).asString())
                        .collect(Collectors.joining("/"));
                assertSums(question + " " + begin + " " + key, group, expected.getOrDefault(key, List.of()));
            }
        }
    }

    private static void assertSums(String question, JsonNode sums, List<RecordedUsage> items) {
        assertThat(sums.path("events").asLong()).as(question).isEqualTo(events(items));
        assertThat(sums.path("errors").asLong())
                .as(question)
                .isEqualTo(events(items.stream()
                        .filter(item -> item.call().status().equals("error"))
                        .toList()));
        var priced = items.stream().filter(item -> item.cost().amount() != null).toList();
        assertThat(sums.path("unpricedEvents").asLong()).as(question).isEqualTo(events(items) - events(priced));
        assertThat(sums.path("inputTokens").asLong()).as(question).isEqualTo(tokens(items, "in_"));
        assertThat(sums.path("cacheReadTokens").asLong())
                .as(question)
                .isEqualTo(tokens(items, "in_cache_read")
                        + tokens(items, "in_audio_cached")
                        + tokens(items, "in_image_cached"));
        assertThat(sums.path("cacheWriteTokens").asLong()).as(question).isEqualTo(tokens(items, "in_cache_write"));
        assertThat(sums.path("outputTokens").asLong()).as(question).isEqualTo(tokens(items, "out_"));
        assertThat(sums.path("reasoningTokens").asLong()).as(question).isEqualTo(tokens(items, "out_reasoning"));
        if (events(priced) == 0) {
            assertThat(sums.path("cost").isNull()).as(question).isTrue();
        } else {
            var cost = BigDecimal.ZERO;
            for (var item : priced) {
                cost = cost.add(Objects.requireNonNull(item.cost().amount()).multiply(BigDecimal.valueOf(item.sign())));
            }
            assertThat(sums.path("cost").asString())
                    .as(question)
                    .isEqualTo(
                            cost.signum() == 0 ? "0" : cost.stripTrailingZeros().toPlainString());
        }
    }

    /** The true percentiles by nearest rank; those of the reply are at most 2 % off. */
    private static void assertPercentiles(String question, JsonNode percentiles, List<RecordedUsage> items) {
        var counts = new TreeMap<Long, Integer>();
        items.stream()
                .filter(item -> item.call().latencyMs() != null)
                .forEach(item ->
                        counts.merge(Objects.requireNonNull(item.call().latencyMs()), item.sign(), Integer::sum));
        var values = new ArrayList<Long>();
        counts.forEach((value, count) -> values.addAll(Collections.nCopies(count, value)));
        for (var percent : List.of(50, 95, 99)) {
            var read = percentiles.path("p" + percent);
            if (values.isEmpty()) {
                assertThat(read.isNull()).as(question).isTrue();
            } else {
                double exact = values.get(Math.ceilDiv(values.size() * percent, 100) - 1);
                assertThat(read.asDouble()).as(question).isCloseTo(exact, within(exact * 0.02));
            }
        }
    }

    private static RecordedUsage item(String organization, String id, int revision) {
        var usage = event(id)
                .organization(organization)
                .revision(revision, 1)
                .at(moment())
                .agent(RANDOM.nextInt(4) == 0 ? null : "agent-" + RANDOM.nextInt(2))
                .model("openai", "model-" + RANDOM.nextInt(2))
                .status(RANDOM.nextInt(3) == 0 ? "error" : "ok")
                .latency((long) Math.exp(RANDOM.nextGaussian(6, 2)), RANDOM.nextBoolean() ? RANDOM.nextLong(900) : null)
                .cost(
                        RANDOM.nextInt(6) == 0
                                ? null
                                : new BigDecimal(RANDOM.nextLong(1L << 50))
                                        .movePointLeft(12)
                                        .toPlainString());
        if (RANDOM.nextBoolean()) {
            usage.prompt("review");
        }
        for (var unit : Unit.values()) {
            if (unit.kind() == Unit.Kind.TOKENS && RANDOM.nextInt(3) == 0) {
                usage.bucket(unit.key(), Integer.toString(RANDOM.nextInt(100_000)));
            }
        }
        return usage.item();
    }

    /** The same, taken back. */
    private static RecordedUsage takenBack(RecordedUsage item) {
        return new RecordedUsage(
                item.eventId(),
                item.fingerprint(),
                item.revision() + 1,
                -1,
                item.occurredAt(),
                item.receivedAt(),
                item.origin(),
                item.call(),
                item.trace(),
                item.usage(),
                item.cost(),
                item.flags());
    }

    private static Instant moment() {
        return MONTHS.get(RANDOM.nextInt(MONTHS.size())).plusMillis(RANDOM.nextLong(MONTH.toMillis()));
    }

    private static List<RecordedUsage> between(Instant from, Instant to) {
        return ITEMS.stream()
                .filter(item ->
                        !item.occurredAt().isBefore(from) && item.occurredAt().isBefore(to))
                .toList();
    }

    private static long events(List<RecordedUsage> items) {
        return items.stream().mapToLong(RecordedUsage::sign).sum();
    }

    private static long tokens(List<RecordedUsage> items, String prefix) {
        long tokens = 0;
        for (var item : items) {
            for (var bucket : item.usage().buckets().entrySet()) {
                if (bucket.getKey().startsWith(prefix)) {
                    tokens += item.sign() * bucket.getValue().longValueExact();
                }
            }
        }
        return tokens;
    }
}
