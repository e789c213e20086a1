package io.machinenativeops.tokentracking.pricing;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Hours of the day at which a price applies, in UTC, from included to excluded; it may pass midnight.
 *
 * @param end whether the end of the call is looked at rather than its start
 * @param days days of the week, in UTC, on which the hours begin; every day when empty
 */
public record TimeOfDay(LocalTime from, LocalTime to, boolean end, Set<DayOfWeek> days) {

    public TimeOfDay {
        days = days.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(days));
    }

    /** Hours of every day. */
    public TimeOfDay(LocalTime from, LocalTime to, boolean end) {
        this(from, to, end, Set.of());
    }

    public TimeOfDay on(Set<DayOfWeek> some) {
        return new TimeOfDay(from, to, end, some);
    }

    boolean holds(Instant moment) {
        LocalDateTime utc = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
        LocalTime time = utc.toLocalTime();
        boolean late = !time.isBefore(from);
        boolean early = time.isBefore(to);
        if (from.isBefore(to)) {
            return late && early && begins(utc.getDayOfWeek());
        }
        return (late && begins(utc.getDayOfWeek()))
                || (early && begins(utc.getDayOfWeek().minus(1)));
    }

    private boolean begins(DayOfWeek day) {
        return days.isEmpty() || days.contains(day);
    }

    @Override
    public String toString() {
        return from + "-" + to + "Z" + (days.isEmpty() ? "" : " on " + days);
    }
}
