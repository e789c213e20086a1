package io.machinenativeops.teamrbac.signin;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Providers of OpenID Connect that people may sign in by, from {@code MNO_OIDC_<ID>_<SETTING>}.
 *
 * @param oidc by their id, which stands in paths
 */
@ConfigurationProperties("mno")
record ProviderProperties(@DefaultValue Map<String, Provider> oidc) {

    ProviderProperties {
        oidc = new TreeMap<>(oidc);
        for (var id : oidc.keySet()) {
            if (!id.matches("[a-z0-9]{1,32}")) {
                throw new IllegalArgumentException("MNO_OIDC_" + id.toUpperCase(Locale.ROOT)
                        + "_…: expected up to 32 letters and digits as the id");
            }
        }
    }

    /**
     * A provider.
     *
     * @param issuer where {@code /.well-known/openid-configuration} is found
     * @param clientSecret none for a public client
     * @param name on the button
     * @param domains of addresses that it gives out itself: only of those it is believed whose they are
     * @param newUsers whether who has such an address and no account gets one
     * @param within how long a request waits for it, in all
     */
    record Provider(
            String issuer,
            String clientId,
            @Nullable String clientSecret,
            String name,
            @DefaultValue List<String> domains,
            @DefaultValue("false") boolean newUsers,
            @DefaultValue("5s") Duration within) {

        Provider {
            var uri = issuer == null ? URI.create("") : URI.create(issuer);
            boolean near = "http".equals(uri.getScheme())
                    && List.of("127.0.0.1", "localhost", "[::1]").contains(String.valueOf(uri.getHost()));
            if (!"https".equals(uri.getScheme()) && !near) {
                throw new IllegalArgumentException(
                        "MNO_OIDC_…_ISSUER is '" + issuer + "': expected a https:// URL, or http:// on loopback");
            }
            if (clientId == null || clientId.isBlank() || name == null || name.isBlank()) {
                throw new IllegalArgumentException(
                        "the provider " + issuer + " lacks MNO_OIDC_…_CLIENT_ID or MNO_OIDC_…_NAME");
            }
            if (within.isNegative() || within.isZero()) {
                throw new IllegalArgumentException("MNO_OIDC_…_WITHIN of " + issuer + " is " + within
                        + ": expected more than nothing, such as 5s");
            }
            domains = domains.stream()
                    .map(domain -> domain.strip().toLowerCase(Locale.ROOT))
                    .toList();
        }

        /** Whether the provider says whose the address is. */
        boolean isBelievedOf(@Nullable String email) {
            return email != null && domains.contains(email.substring(email.lastIndexOf('@') + 1));
        }
    }
}
