package io.machinenativeops.teamrbac.token;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What tokens say of their issuer, and whom they are given to.
 *
 * @param url public URL of the gateway: {@code iss}
 * @param audience {@code aud} of access tokens
 * @param clients secrets of the clients; one without is no client
 * @param refreshLife how long somebody stays signed in who does nothing
 * @param organizationsBy who may make organisations
 */
@ConfigurationProperties("mno.issuer")
public record IssuerProperties(
        @DefaultValue("http://localhost:8080") String url,
        @DefaultValue("mno") String audience,
        @DefaultValue Clients clients,
        @DefaultValue("14d") Duration refreshLife,
        @DefaultValue("operators") Makers organizationsBy) {

    public IssuerProperties {
        if (url.endsWith("/")) {
            throw new IllegalArgumentException("MNO_ISSUER is '" + url + "': expected no slash at its end");
        }
    }

    /** Who makes organisations: who runs the platform, or whoever signs in. */
    public enum Makers {
        OPERATORS,
        USERS
    }

    /** Secrets by client. */
    public record Clients(
            @Nullable String gateway,
            @Nullable String services,
            @Nullable String bff) {}

    /** Whether browsers reach it by https only. */
    public boolean secure() {
        return url.startsWith("https://");
    }
}
