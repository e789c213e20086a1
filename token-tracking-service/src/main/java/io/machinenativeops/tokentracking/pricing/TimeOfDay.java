package io.machinenativeops.tokentracking.pricing;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * Hours of the day at which a price applies, in UTC, from included to excluded; it may pass midnight.
 *
 * @param end whether the end of the call is looked at rather than its start
 */
public record TimeOfDay(LocalTime from, LocalTime to, boolean end) {

    boolean holds(Instant moment) {
        LocalTime time = LocalTime.ofInstant(moment, ZoneOffset.UTC);
        return from.isBefore(to)
                ? !time.isBefore(from) && time.isBefore(to)
                : !time.isBefore(from) || time.isBefore(to);
    }

    @Override
    public String toString() {
        return from + "-" + to + "Z";
    }
}
