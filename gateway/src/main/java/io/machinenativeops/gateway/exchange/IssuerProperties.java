package io.machinenativeops.gateway.exchange;

import java.net.URI;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the gateway asks team-rbac for tokens.
 *
 * @param url of team-rbac, without a slash at its end
 * @param gatewaySecret of the client {@code gateway}, which exchanges; none: API keys are answered with 503
 * @param bffSecret of the client {@code bff}, which signs people in; none: nobody can sign in here
 * @param timeout for the connection, and again for the answer
 * @param grantTimeout for the answer where it can't be asked for again: codes and refresh tokens are good for one use
 * @param atOnce questions on their way at most
 * @param unknownKeys unknown keys that one address may try within ten seconds before it is no longer asked about
 * @param unknownKeysInAll unknown keys from all addresses within ten seconds, beyond which each address may try one
 * @param refusals answers of 401 to one address within ten seconds, beyond which only what is known to be good is looked at
 * @param entries tokens kept at most
 */
@ConfigurationProperties("mno.gateway.issuer")
public record IssuerProperties(
        @DefaultValue("http://127.0.0.1:8086") URI url,
        @Nullable String gatewaySecret,
        @Nullable String bffSecret,
        @DefaultValue("2s") Duration timeout,
        @DefaultValue("10s") Duration grantTimeout,
        @DefaultValue("64") int atOnce,
        @DefaultValue("100") int unknownKeys,
        @DefaultValue("1000") int unknownKeysInAll,
        @DefaultValue("2000") int refusals,
        @DefaultValue("20000") int entries) {

    public IssuerProperties {
        if (Math.min(Math.min(atOnce, entries), Math.min(Math.min(unknownKeys, unknownKeysInAll), refusals)) < 1) {
            throw new IllegalArgumentException(
                    ("mno.gateway.issuer: at-once %d, unknown-keys %d, unknown-keys-in-all %d, refusals %d and entries %d "
                                    + "must be positive")
                            .formatted(atOnce, unknownKeys, unknownKeysInAll, refusals, entries));
        }
    }
}
