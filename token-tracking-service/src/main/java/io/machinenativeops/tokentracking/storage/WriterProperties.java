package io.machinenativeops.tokentracking.storage;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the writer goes about it.
 *
 * @param enabled whether this replica writes
 * @param maxRows rows of one insert; entries are not divided, so that one may exceed it alone
 * @param firstPause pause after a first failure; it doubles with each further one
 * @param longestPause the most it doubles to
 */
@ConfigurationProperties("mno.writer")
public record WriterProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("50000") int maxRows,
        @DefaultValue("200ms") Duration firstPause,
        @DefaultValue("5s") Duration longestPause) {

    public WriterProperties {
        if (maxRows < 1) {
            throw new IllegalArgumentException("mno.writer.max-rows is " + maxRows + ": expected at least 1");
        }
    }
}
