package io.machinenativeops.teamrbac.purge;

import java.time.Duration;

import io.machinenativeops.teamrbac.identity.Named;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When what is deleted goes for good.
 *
 * @param after how long after the deletion; not before it can be restored no more
 * @param every how often it is looked for
 */
@ConfigurationProperties("mno.purge")
record PurgeProperties(
        @DefaultValue("30d") Duration after,
        @DefaultValue("1h") Duration every) {

    PurgeProperties {
        if (after.compareTo(Named.RESTORABLE) < 0) {
            throw new IllegalArgumentException(
                    "MNO_PURGE_AFTER is " + after + ": expected at least " + Named.RESTORABLE.toDays() + "d");
        }
    }
}
