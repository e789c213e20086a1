package io.machinenativeops.tokentracking.analysis;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How long a point of a time series is, in the local time of the caller's zone. */
enum Interval {
    QUARTER_HOUR("15m", 15 * 60),
    HOUR("hour", 60 * 60),
    DAY("day", 24 * 60 * 60),
    WEEK("week", 24 * 60 * 60),
    MONTH("month", 24 * 60 * 60);

    private final String key;
    private final int stepSeconds;

    Interval(String key, int stepSeconds) {
        this.key = key;
        this.stepSeconds = stepSeconds;
    }

    String key() {
        return key;
    }

    /** Length of the store's slots, of which a point has one or, for weeks and months, several. */
    int stepSeconds() {
        return stepSeconds;
    }

    /** Whether it is made of whole local days. */
    boolean ofDays() {
        return this == DAY || this == WEEK || this == MONTH;
    }

    /** The first day of the point that a day belongs to; weeks begin on Monday. */
    LocalDate firstDay(LocalDate day) {
        return switch (this) {
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
            default -> day;
        };
    }

    /** The first day of the point after the one that begins on this day. */
    LocalDate next(LocalDate first) {
        return switch (this) {
            case WEEK -> first.plusWeeks(1);
            case MONTH -> first.plusMonths(1);
            default -> first.plusDays(1);
        };
    }

    static Optional<Interval> ofKey(String key) {
        return Stream.of(values()).filter(interval -> interval.key.equals(key)).findFirst();
    }

    static String names() {
        return Stream.of(values()).map(Interval::key).collect(Collectors.joining(", "));
    }
}
