package io.machinenativeops.tokentracking.pricing.catalogue;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.machinenativeops.tokentracking.pricing.TimeOfDay;
import tools.jackson.databind.JsonNode;

/**
 * The windows of the week in which the first collection's off-peak prices hold. Everything outside them is the peak, which
 * is what the catalogue states as certain hours: the cheap price is the usual one.
 */
final class OffPeak {
    private static final int MINUTES = 24 * 60;

    private OffPeak() {}

    /** The hours of the peak, in UTC, with the days on which they begin; no day is named when all have the same hours. */
    static List<TimeOfDay> peak(JsonNode windows) {
        Map<DayOfWeek, boolean[]> cheap = new EnumMap<>(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) {
            cheap.put(day, new boolean[MINUTES]);
        }
        for (JsonNode window : windows) {
            Set<DayOfWeek> days = days(window.path("weekdays"));
            JsonNode hours = window.path("hours_utc");
            for (JsonNode each : hours.isArray() ? hours.values() : List.of(hours)) {
                days.forEach(day -> mark(cheap.getOrDefault(day, new boolean[MINUTES]), each.asString()));
            }
        }
        Map<List<Integer>, Set<DayOfWeek>> peaks = new LinkedHashMap<>();
        cheap.forEach((day, minutes) -> dear(minutes)
                .forEach(span -> peaks.computeIfAbsent(span, s -> EnumSet.noneOf(DayOfWeek.class))
                        .add(day)));
        var hours = new ArrayList<TimeOfDay>();
        peaks.forEach((span, days) -> hours.add(
                new TimeOfDay(time(span.getFirst()), time(span.getLast()), false, days.size() == 7 ? Set.of() : days)));
        return hours;
    }

    /** Whether each of these hours lies on one and the same day in UTC and in the zone that the weekdays are meant in. */
    static boolean onTheSameDay(List<TimeOfDay> hours, String zone) {
        int offset = ZoneId.of(zone).getRules().getStandardOffset(Instant.EPOCH).getTotalSeconds();
        return hours.stream().allMatch(each -> {
            int from = each.from().toSecondOfDay() + offset;
            int to = each.to().toSecondOfDay() + offset;
            return from >= 0 && to <= MINUTES * 60 && from < to;
        });
    }

    private static Set<DayOfWeek> days(JsonNode weekdays) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        weekdays.forEach(day -> days.add(DayOfWeek.of(day.intValue())));
        return days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days;
    }

    private static void mark(boolean[] minutes, String span) {
        String[] sides = span.split("-", -1);
        int from = LocalTime.parse(sides[0]).toSecondOfDay() / 60;
        int to = LocalTime.parse(sides[1]).toSecondOfDay() / 60;
        for (int minute = from; minute < (to <= from ? to + MINUTES : to); minute++) {
            minutes[minute % MINUTES] = true;
        }
    }

    private static List<List<Integer>> dear(boolean[] cheap) {
        var spans = new ArrayList<List<Integer>>();
        int from = -1;
        for (int minute = 0; minute <= MINUTES; minute++) {
            boolean isDear = minute < MINUTES && !cheap[minute];
            if (isDear && from < 0) {
                from = minute;
            }
            if (!isDear && from >= 0) {
                spans.add(List.of(from, minute % MINUTES));
                from = -1;
            }
        }
        return spans;
    }

    private static LocalTime time(int minute) {
        return LocalTime.of(minute / 60, minute % 60);
    }
}
