package io.machinenativeops.demo;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class DayTest {

    /** A Monday. */
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 2);

    private final List<Played> month = month(1);

    @Test
    void playsTheSameDayForTheSameSeed() {
        assertThat(texts(Day.of(1, MONDAY))).isEqualTo(texts(Day.of(1, MONDAY)));
        assertThat(texts(Day.of(1, MONDAY))).isNotEqualTo(texts(Day.of(2, MONDAY)));
        assertThat(texts(Day.of(1, MONDAY))).isNotEqualTo(texts(Day.of(1, MONDAY.plusWeeks(1))));
    }

    @Test
    void givesEveryCallOfAMonthAnIdOfItsOwn() {
        assertThat(new HashSet<>(month.stream().map(Played::eventId).toList())).hasSameSizeAs(month);
        assertThat(month).hasSizeBetween(25_000, 80_000);
    }

    @Test
    void keepsADayWithinItself() {
        var calls = Day.of(1, MONDAY);

        assertThat(calls).isSortedAccordingTo(Comparator.comparing(Played::occurredAt));
        assertThat(calls)
                .allMatch(call ->
                        LocalDate.ofInstant(call.occurredAt(), ZoneOffset.UTC).equals(MONDAY));
    }

    @Test
    void restsAtNightAndAtWeekends() {
        var byHour = Day.of(1, MONDAY).stream()
                .collect(Collectors.groupingBy(
                        call -> call.occurredAt().atZone(ZoneOffset.UTC).getHour(), Collectors.counting()));
        assertThat(byHour.getOrDefault(10, 0L)).isGreaterThan(5 * byHour.getOrDefault(3, 0L));
        assertThat(Day.of(1, MONDAY.plusDays(6)).size())
                .isLessThan(Day.of(1, MONDAY).size() / 2);
    }

    @Test
    void hasOneAfternoonAMonthOnWhichAnAgentGoesWild() {
        var spike = Day.spike(1, MONDAY);
        assertThat(spike.getDayOfWeek().getValue()).isLessThan(6);
        assertThat(spike).isBetween(MONDAY, LocalDate.of(2026, 11, 23));

        var usual = calls(Agent.SPIKES, Day.of(1, spike.plusWeeks(1)));
        assertThat(calls(Agent.SPIKES, Day.of(1, spike))).isGreaterThan(4 * usual);
    }

    @Test
    void loopsInSomeSessionsAndRetriesWhatFailed() {
        var bySession = month.stream().collect(Collectors.groupingBy(Played::sessionId));
        assertThat(bySession.values().stream()
                        .filter(calls -> calls.size() > 24)
                        .count())
                .isBetween(20L, (long) bySession.size() / 20);
        var failed = month.stream().filter(call -> !call.errorType().isEmpty()).count();
        assertThat(failed).isBetween(month.size() / 50L, month.size() / 20L);
        for (var calls : bySession.values()) {
            var last = calls.getLast();
            assertThat(last.errorType().isEmpty()
                            || last.occurredAt().atZone(ZoneOffset.UTC).getHour() == 23)
                    .as("a call that failed is tried again: %s", last.eventId())
                    .isTrue();
        }
    }

    @Test
    void readsMoreFromCachesThanItSendsAnewInLongSessions() {
        var reviewer = month.stream()
                .filter(call -> call.agent().name().equals("pull-request-reviewer"))
                .map(Played::usage)
                .toList();
        long read = reviewer.stream().mapToLong(Usage::cacheRead).sum();
        long anew = reviewer.stream()
                .mapToLong(usage -> usage.fresh() + usage.cacheWrite())
                .sum();

        assertThat(read).isGreaterThan(anew);
    }

    @Test
    void writesTheProvidersOwnUsageWhoseTotalsAddUp() {
        for (var call : Day.of(1, MONDAY)) {
            var usage = new JsonMapper().readTree(call.json()).get("usage");
            if (usage.has("completion_tokens")) {
                assertThat(usage.get("total_tokens").asInt())
                        .isEqualTo(usage.get("prompt_tokens").asInt()
                                + usage.get("completion_tokens").asInt());
                assertThat(usage.get("prompt_tokens_details")
                                .get("cached_tokens")
                                .asInt())
                        .isLessThanOrEqualTo(usage.get("prompt_tokens").asInt());
            }
            if (usage.has("promptTokenCount")) {
                assertThat(usage.get("totalTokenCount").asInt())
                        .isEqualTo(usage.get("promptTokenCount").asInt()
                                + usage.get("candidatesTokenCount").asInt()
                                + usage.get("thoughtsTokenCount").asInt());
            }
        }
    }

    @Test
    void letsEveryTeamAndEveryAgentPlay() {
        Map<String, Long> teams = month.stream()
                .collect(Collectors.groupingBy(call -> call.agent().team(), Collectors.counting()));
        assertThat(teams).containsOnlyKeys("payments", "platform", "search", "support", "research");
        assertThat(month.stream().map(call -> call.agent().name()).distinct()).hasSize(Agent.ALL.size());
        assertThat(calls(Agent.UNPRICED, month)).isPositive();
    }

    private static long calls(String agent, List<Played> calls) {
        return calls.stream().filter(call -> call.agent().name().equals(agent)).count();
    }

    private static List<String> texts(List<Played> calls) {
        return calls.stream().map(Played::json).toList();
    }

    private static List<Played> month(long seed) {
        var calls = new ArrayList<Played>();
        for (var date = MONDAY; date.isBefore(MONDAY.plusDays(30)); date = date.plusDays(1)) {
            calls.addAll(Day.of(seed, date));
        }
        return calls;
    }
}
