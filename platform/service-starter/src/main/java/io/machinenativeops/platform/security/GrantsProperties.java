package io.machinenativeops.platform.security;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How the service asks team-rbac, as itself.
 *
 * @param url of team-rbac, without a slash at its end; without one, tokens with {@code grantsRef} can't be read
 * @param clientId the service's own client
 * @param clientSecret its secret
 */
@ConfigurationProperties("mno.team-rbac")
record GrantsProperties(
        @Nullable String url,
        @Nullable String clientId,
        @Nullable String clientSecret) {}
