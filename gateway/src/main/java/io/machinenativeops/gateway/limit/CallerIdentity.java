package io.machinenativeops.gateway.limit;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as far as the gateway has verified it. What resolves credentials leaves it with the request, before
 * limits are looked at.
 *
 * @param organizationId the tenant; null for who belongs to none
 * @param subject {@code user:…}, {@code agent:…} or {@code client:…}
 * @param keyId the API key that was shown; null for sessions and tokens of people
 */
public record CallerIdentity(
        @Nullable String organizationId,
        String subject,
        @Nullable String keyId) {

    private static final String ATTRIBUTE = CallerIdentity.class.getName();

    /** Says who sent the request. */
    public void belongsTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Who sent the request; null when nobody was verified. */
    public static @Nullable CallerIdentity of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof CallerIdentity identity ? identity : null;
    }
}
