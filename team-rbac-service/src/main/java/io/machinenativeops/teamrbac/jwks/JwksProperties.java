package io.machinenativeops.teamrbac.jwks;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How signing keys change.
 *
 * @param period how long one signs
 * @param maxAge how long others may keep the set; a new key stands in it for twice as long before it signs
 * @param tokenLife the longest a token lives; a key stays in the set for as long, and the skew, after it last signed
 * @param skew how far clocks of verifiers may be off
 * @param refresh how often a replica looks at what others did
 */
@ConfigurationProperties("mno.issuer.keys")
record JwksProperties(
        @DefaultValue("30d") Duration period,
        @DefaultValue("5m") Duration maxAge,
        @DefaultValue("5m") Duration tokenLife,
        @DefaultValue("60s") Duration skew,
        @DefaultValue("1s") Duration refresh) {

    JwksProperties {
        if (period.compareTo(maxAge.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "mno.issuer.keys.period is " + period + ": expected at least twice max-age, which is " + maxAge);
        }
    }

    /** How long a key is published before it signs. */
    Duration lead() {
        return maxAge.multipliedBy(2);
    }

    /** How long a key is published after the next one began to sign; replicas may sign with it until they looked again. */
    Duration rest() {
        return tokenLife.plus(skew).plus(refresh);
    }
}
