package io.machinenativeops.gateway.credential;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;

import io.machinenativeops.gateway.GatewayProblem;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Reads {@code Authorization}. API keys come as {@code Bearer} (REST, OTLP, MCP, npm), as the password of {@code Basic} beside
 * any user name (pip, twine, Maven, Go, Langfuse), or bare (Cargo).
 */
public final class Credentials {

    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";
    private static final String EXPECTED = "expected 'Bearer <API key or access token>', "
            + "'Basic' with the API key as password, or the bare API key";

    private Credentials() {}

    /**
     * What the request shows.
     *
     * @throws ProblemException when it shows what can be no credential, without repeating it
     */
    public static Credential of(HttpServletRequest request) {
        var sent = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        if (sent.size() > 1) {
            throw new ProblemException(
                    CommonProblem.MALFORMED_REQUEST,
                    "The header Authorization was sent %d times: expected once.".formatted(sent.size()));
        }
        var value = sent.isEmpty() ? "" : sent.getFirst().strip();
        if (value.isEmpty()) {
            return new NoCredential();
        }
        if (value.startsWith(ApiKey.PREFIX)) {
            return key(value);
        }
        if (isScheme(value, BEARER)) {
            return bearer(value.substring(BEARER.length()).strip());
        }
        if (isScheme(value, BASIC)) {
            return key(password(value.substring(BASIC.length()).strip()));
        }
        throw new ProblemException(
                CommonProblem.UNAUTHENTICATED,
                "The scheme of the header Authorization is not known: " + EXPECTED + ".");
    }

    /** Whether the request shows an API key anywhere in its header, be it a wrong one. */
    public static boolean holdKey(HttpServletRequest request) {
        return Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION)).stream()
                .map(String::strip)
                .map(value -> isScheme(value, BASIC) ? value + password(value.substring(BASIC.length())) : value)
                .anyMatch(value -> value.contains(ApiKey.PREFIX));
    }

    private static boolean isScheme(String value, String scheme) {
        return value.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static Credential bearer(String token) {
        return token.startsWith(ApiKey.PREFIX) ? key(token) : new AccessToken(token);
    }

    private static ApiKey key(@Nullable String text) {
        var fault = text == null ? "The header Authorization can't be read: " + EXPECTED + "." : ApiKey.fault(text);
        if (text == null || fault != null) {
            throw new ProblemException(GatewayProblem.INVALID_API_KEY, String.valueOf(fault));
        }
        return new ApiKey(text);
    }

    private static @Nullable String password(String encoded) {
        try {
            var pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            var colon = pair.indexOf(':');
            return colon < 0 ? null : pair.substring(colon + 1);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
