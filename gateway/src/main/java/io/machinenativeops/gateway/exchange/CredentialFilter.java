package io.machinenativeops.gateway.exchange;

import java.io.IOException;
import java.time.Instant;
import java.util.regex.Pattern;

import io.machinenativeops.gateway.credential.AccessToken;
import io.machinenativeops.gateway.credential.ApiKey;
import io.machinenativeops.gateway.credential.AuthorizedRequest;
import io.machinenativeops.gateway.credential.Credential;
import io.machinenativeops.gateway.credential.Credentials;
import io.machinenativeops.gateway.credential.NoCredential;
import io.machinenativeops.gateway.limit.CallerIdentity;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a service gets is a token, whatever the caller showed: an API key goes no further than here, a token goes on as it is.
 * Nothing is let through without, except where a credential is to be had.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 300)
final class CredentialFilter extends OncePerRequestFilter {

    /** Which of a person's organisations a request is about, when the token is for another. */
    static final String ORGANIZATION = "X-Mno-Organization";

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Package clients send a password only after they were asked for it by this scheme; browsers would show a dialog. */
    private static final String REGISTRY = "/registry/";

    private final ExchangedTokens tokens;
    private final Refusals refusals;
    private final OpenPaths.Matcher open;
    private final OpenPaths.Matcher secrets;
    private final JsonMapper json;

    CredentialFilter(ExchangedTokens tokens, Refusals refusals, OpenPaths open, JsonMapper json) {
        this.tokens = tokens;
        this.refusals = refusals;
        this.open = open.matcher();
        this.secrets = open.secrets();
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (CorsUtils.isPreFlightRequest(request)) {
            // Those of sites that are allowed were answered before.
            throw new ProblemException(CommonProblem.FORBIDDEN, "Pages of other sites may not call this API.");
        } else if (open.opens(request.getRequestURI()) || isKnownByASecret(request)) {
            chain.doFilter(withoutKey(request), response);
        } else {
            try {
                pass(request, response, chain);
            } catch (ProblemException problem) {
                if (problem.type().status() == HttpStatus.UNAUTHORIZED) {
                    challenge(request, response);
                }
                throw problem;
            }
        }
    }

    private boolean isKnownByASecret(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.AUTHORIZATION) == null && secrets.opens(request.getRequestURI());
    }

    private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var question = question(request, Credentials.of(request));
        // Cookies are between the browser and the gateway: services know tokens only.
        var passed = new AuthorizedRequest(request).saying(HttpHeaders.COOKIE, null);
        if (question == null) {
            chain.doFilter(passed, response);
            return;
        }
        var token = tokens.find(question);
        demandOrganization(request, token.claims());
        token.claims().identity().belongsTo(request);
        chain.doFilter(passed.saying(HttpHeaders.AUTHORIZATION, "Bearer " + token.value()), response);
        if (response.getStatus() == HttpStatus.UNAUTHORIZED.value()) {
            tokens.forget(question, token);
        }
    }

    /** What is to be asked before the request can go on; null when it goes on as it is. */
    private @Nullable Question question(HttpServletRequest request, Credential credential) {
        return switch (credential) {
            case ApiKey key -> new Question.OfKey(key, request.getRemoteAddr());
            case AccessToken token -> {
                if (CallerIdentity.of(request) == null) {
                    refusals.demandPatience(request.getRemoteAddr());
                }
                var claims = TokenClaims.of(token.value(), json);
                var organization = wantedOrganization(request);
                if (claims != null
                        && organization != null
                        && !organization.equalsIgnoreCase(claims.organization())
                        && Instant.now().isBefore(claims.expiresAt())) {
                    yield new Question.OfToken(token.value(), claims, organization);
                }
                yield null;
            }
            case NoCredential _ ->
                throw new ProblemException(
                        CommonProblem.UNAUTHENTICATED, "Send the header 'Authorization: Bearer <API key>'.");
        };
    }

    private static @Nullable String wantedOrganization(HttpServletRequest request) {
        var wanted = request.getHeader(ORGANIZATION);
        if (wanted != null && !ID.matcher(wanted).matches()) {
            throw ProblemException.invalid(ORGANIZATION, "'%s' is no id: expected a UUID".formatted(wanted));
        }
        return wanted;
    }

    /** A key belongs to one organisation: what is meant for another must not end there. */
    private static void demandOrganization(HttpServletRequest request, TokenClaims claims) {
        var wanted = wantedOrganization(request);
        if (wanted != null && !wanted.equalsIgnoreCase(claims.organization())) {
            throw new ProblemException(
                    CommonProblem.FORBIDDEN,
                    "The credential is for organisation %s: expected one for %s."
                            .formatted(claims.organization(), wanted));
        }
    }

    /** Clients of the issuer show their own secrets there; an API key is none and goes nowhere. */
    private static HttpServletRequest withoutKey(HttpServletRequest request) {
        return Credentials.holdKey(request)
                ? new AuthorizedRequest(request).saying(HttpHeaders.AUTHORIZATION, null)
                : request;
    }

    private static void challenge(HttpServletRequest request, HttpServletResponse response) {
        var shown = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
        response.addHeader(HttpHeaders.WWW_AUTHENTICATE, shown ? "Bearer error=\"invalid_token\"" : "Bearer");
        if (request.getRequestURI().startsWith(REGISTRY)) {
            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"MachineNativeOps\"");
        }
    }
}
