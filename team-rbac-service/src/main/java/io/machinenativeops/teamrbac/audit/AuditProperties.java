package io.machinenativeops.teamrbac.audit;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The audit log.
 *
 * @param key {@code <id>:<base64>} of at least 32 bytes each, several divided by commas, the current one first
 * @param checkpointEvery how often logs that have grown get a checkpoint
 * @param forgetEvery how often it is looked for entries that are not kept any more
 */
@ConfigurationProperties("mno.audit")
record AuditProperties(
        @DefaultValue("") String key,
        @DefaultValue("5m") Duration checkpointEvery,
        @DefaultValue("1h") Duration forgetEvery) {}
