package io.machinenativeops.teamrbac.key;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * API keys.
 *
 * @param pepper {@code <id>:<base64>} of at least 32 bytes each, several divided by commas, the current one first
 * @param freshFor how long a key that was read counts without another look, should telling of a change fail
 */
@ConfigurationProperties("mno.api-keys")
record KeyProperties(
        @DefaultValue("") String pepper,
        @DefaultValue("30s") Duration freshFor) {}
