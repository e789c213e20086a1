package io.machinenativeops.teamrbac.token;

import java.util.Set;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.authentication.AuthenticationConverter;

/** Reads a token exchange (RFC 8693 section 2.1); what it asks for beyond our tokens is refused, never overlooked. */
final class ExchangeReader implements AuthenticationConverter {

    static final String API_KEY = "urn:mno:params:oauth:token-type:api-key";
    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    private static final Set<String> GIVEN = Set.of(ACCESS_TOKEN, JWT);

    private final String audience;

    ExchangeReader(String audience) {
        this.audience = audience;
    }

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        if (!AuthorizationGrantType.TOKEN_EXCHANGE.getValue().equals(request.getParameter("grant_type"))) {
            return null;
        }
        once(request, "grant_type");
        var asked = once(request, "requested_token_type");
        if (asked != null && !GIVEN.contains(asked)) {
            throw refused(
                    OAuth2ErrorCodes.INVALID_REQUEST,
                    "requested_token_type is '" + asked + "': expected " + ACCESS_TOKEN);
        }
        if (request.getParameter("actor_token") != null) {
            throw refused(OAuth2ErrorCodes.INVALID_REQUEST, "actor_token is not supported");
        }
        if (request.getParameter("scope") != null) {
            throw refused(OAuth2ErrorCodes.INVALID_SCOPE, "scope is not supported: a token holds what its subject may");
        }
        requireOurs(request);
        var client = SecurityContextHolder.getContext().getAuthentication();
        if (client == null) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        return new ExchangeRequest(client, subject(request));
    }

    private void requireOurs(HttpServletRequest request) {
        var asked = request.getParameterValues("audience");
        boolean others = asked != null && !Set.of(asked).equals(Set.of(audience));
        if (others || request.getParameter("resource") != null) {
            throw refused("invalid_target", "tokens are given for the audience '" + audience + "' only");
        }
    }

    private static ExchangeRequest.Subject subject(HttpServletRequest request) {
        var token = required(request, "subject_token");
        var type = required(request, "subject_token_type");
        return switch (type) {
            case API_KEY -> new ExchangeRequest.Subject.Key(token, once(request, "mno_source"));
            case ACCESS_TOKEN, JWT ->
                new ExchangeRequest.Subject.User(token, organization(required(request, "mno_organization")));
            default ->
                throw refused(
                        OAuth2ErrorCodes.INVALID_REQUEST,
                        "subject_token_type is '" + type + "': expected " + API_KEY + " or " + ACCESS_TOKEN);
        };
    }

    private static UUID organization(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException wrong) {
            throw refused(OAuth2ErrorCodes.INVALID_REQUEST, "mno_organization is '" + text + "': expected its id");
        }
    }

    private static String required(HttpServletRequest request, String name) {
        var value = once(request, name);
        if (value == null || value.isEmpty()) {
            throw refused(OAuth2ErrorCodes.INVALID_REQUEST, name + " is missing");
        }
        return value;
    }

    private static @Nullable String once(HttpServletRequest request, String name) {
        var values = request.getParameterValues(name);
        if (values == null) {
            return null;
        }
        if (values.length != 1) {
            throw refused(
                    OAuth2ErrorCodes.INVALID_REQUEST, name + " is there " + values.length + " times: expected once");
        }
        return values[0];
    }

    /** Without the quotes and backslashes that RFC 6749 keeps out of a description, and with nothing that is no ASCII. */
    static OAuth2AuthenticationException refused(String error, String description) {
        var clean = description.replaceAll("[^\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]", "?");
        return new OAuth2AuthenticationException(new OAuth2Error(error, clean, null));
    }
}
