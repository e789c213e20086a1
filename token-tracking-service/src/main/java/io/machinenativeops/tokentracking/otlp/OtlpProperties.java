package io.machinenativeops.tokentracking.otlp;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one export may bring, and how usage from metrics is held.
 *
 * @param maxBody of a request, after decompression as well as before; spans may carry whole prompts, which are skipped
 * @param metricHold how long usage from metrics waits for spans or log events of the same calls
 * @param releaseInterval between two looks for held usage that is due; a millisecond or more
 */
@ConfigurationProperties("mno.otlp")
public record OtlpProperties(
        @DefaultValue("32MB") DataSize maxBody,
        @DefaultValue("5m") Duration metricHold,
        @DefaultValue("2s") Duration releaseInterval) {

    /** Checks the durations. */
    public OtlpProperties {
        if (metricHold.isNegative()) {
            throw new IllegalArgumentException("mno.otlp.metric-hold is " + metricHold + ": expected no less than 0s");
        }
        if (releaseInterval.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "mno.otlp.release-interval is " + releaseInterval + ": expected at least 1ms");
        }
    }
}
