package io.machinenativeops.tokentracking.estimate;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When usage that stands only on spans of structure counts.
 *
 * @param enabled whether this replica looks for such usage
 * @param grace how long after a span was stored its calls are waited for; below a minute calls that come later than it may be
 *     missed
 * @param interval between two looks
 * @param batch rows of a list of traces that are worked through before the place is noted
 */
@ConfigurationProperties("mno.estimate")
record EstimateProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("10m") Duration grace,
        @DefaultValue("10s") Duration interval,
        @DefaultValue("2000") int batch) {

    EstimateProperties {
        if (grace.isNegative() || grace.toDays() > 30) {
            throw new IllegalArgumentException("mno.estimate.grace is " + grace + ": expected 0s to 30d");
        }
        if (interval.toMillis() < 100) {
            throw new IllegalArgumentException("mno.estimate.interval is " + interval + ": expected at least 100ms");
        }
        if (batch < 1 || batch > 100_000) {
            throw new IllegalArgumentException("mno.estimate.batch is " + batch + ": expected 1 to 100000");
        }
    }
}
