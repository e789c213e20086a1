package io.machinenativeops.teamrbac.access;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How indexes are kept.
 *
 * @param freshFor how long one is used without a look at the store
 * @param mostRows rows of all together; a thousand members are some 3,000
 */
@ConfigurationProperties("mno.access")
record AccessProperties(
        @DefaultValue("30s") Duration freshFor,
        @DefaultValue("2000000") long mostRows) {}
