package io.machinenativeops.teamrbac.access;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How indexes are kept.
 *
 * @param freshFor how long one is used without a look at the store
 * @param mostRows rows of all together; a thousand members are some 3,000. 0: as many as a quarter of the heap holds
 */
@ConfigurationProperties("mno.access")
record AccessProperties(
        @DefaultValue("30s") Duration freshFor,
        @DefaultValue("0") long mostRows) {

    /** Seen: two million rows are 290 MB. */
    private static final long BYTES_A_ROW = 150;

    private static final long PART_OF_HEAP = 4;

    AccessProperties {
        if (mostRows < 0) {
            throw new IllegalArgumentException(
                    "mno.access.most-rows is " + mostRows + ": expected 0, or how many rows may be held");
        }
        if (mostRows == 0) {
            mostRows = Math.max(1, Runtime.getRuntime().maxMemory() / PART_OF_HEAP / BYTES_A_ROW);
        }
    }
}
