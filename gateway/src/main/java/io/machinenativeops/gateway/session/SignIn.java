package io.machinenativeops.gateway.session;

import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;

import io.machinenativeops.gateway.GatewayProblem;
import io.machinenativeops.gateway.exchange.TokenAnswer;
import io.machinenativeops.gateway.exchange.TokenClaims;
import io.machinenativeops.gateway.exchange.TokenEndpoint;
import io.machinenativeops.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Authorization code with PKCE (RFC 6749 4.1, RFC 7636, OpenID Connect Core 3.1), as the confidential client {@code bff}. */
final class SignIn {

    private static final String CLIENT = "bff";
    private static final Pattern LOCAL = Pattern.compile("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]*");
    private static final int LONGEST_PATH = 2_000;

    private final SessionStore store;
    private final TokenEndpoint endpoint;
    private final SessionProperties properties;
    private final JsonMapper json;

    SignIn(SessionStore store, TokenEndpoint endpoint, SessionProperties properties, JsonMapper json) {
        this.store = store;
        this.endpoint = endpoint;
        this.properties = properties;
        this.json = json;
    }

    /**
     * Begins.
     *
     * @param browser the secret of the cookie that the browser gets with the answer
     * @param returnTo a path of ours; anything else leads to {@code /}
     * @return where the browser is sent
     */
    URI begin(String browser, @Nullable String returnTo) {
        var state = Secrets.fresh();
        var pending = new PendingSignIn(Secrets.digest(browser), Secrets.fresh(), Secrets.fresh(), local(returnTo));
        store.put(name(state), pending, properties.signIn());
        return UriComponentsBuilder.fromUri(properties.issuer())
                .path("/oauth2/authorize")
                .queryParam("response_type", "code")
                .queryParam("client_id", CLIENT)
                .queryParam("redirect_uri", "{callback}")
                .queryParam("scope", "openid")
                .queryParam("state", state)
                .queryParam("nonce", pending.nonce())
                .queryParam("code_challenge", Secrets.digest(pending.verifier()))
                .queryParam("code_challenge_method", "S256")
                .encode()
                .buildAndExpand(properties.callback())
                .toUri();
    }

    /** What a finished sign-in leads to. */
    record Finished(TokenAnswer.Granted tokens, String returnTo) {}

    /** Finishes what this browser began; once. */
    Finished finish(@Nullable String browser, @Nullable String state, @Nullable String code, @Nullable String error) {
        var pending = state == null ? null : store.take(name(state), PendingSignIn.class);
        if (pending == null || browser == null || !Secrets.same(Secrets.digest(browser), pending.browser())) {
            throw failed("it was not begun in this browser, took too long, or is finished already");
        }
        if (code == null) {
            throw failed("the issuer says '%s'".formatted(error == null ? "nothing" : error));
        }
        var answer = endpoint.grant(
                "authorization_code",
                Map.of(
                        "code",
                        code,
                        "redirect_uri",
                        properties.callback().toString(),
                        "code_verifier",
                        pending.verifier()));
        return switch (answer) {
            case TokenAnswer.Refused refused -> throw failed("the issuer says '%s'".formatted(refused.error()));
            case TokenAnswer.Granted granted -> {
                demandOurs(granted, pending);
                yield new Finished(granted, pending.returnTo());
            }
        };
    }

    /** The token came from the issuer itself, so its signature is not looked at (OpenID Connect Core 3.1.3.7, 6). */
    private void demandOurs(TokenAnswer.Granted granted, PendingSignIn pending) {
        var claims = granted.idToken() == null ? null : TokenClaims.payload(granted.idToken(), json);
        if (claims == null
                || !claims.path("nonce").asString("").equals(pending.nonce())
                || !claims.path("iss").asString("").equals(properties.issuer().toString())
                || !isFor(claims.path("aud"))) {
            throw failed("the ID token is not of this sign-in");
        }
    }

    private static boolean isFor(JsonNode audience) {
        return audience.isArray()
                ? audience.valueStream().anyMatch(one -> one.asString("").equals(CLIENT))
                : audience.asString("").equals(CLIENT);
    }

    private static String local(@Nullable String path) {
        return path != null
                        && path.length() <= LONGEST_PATH
                        && LOCAL.matcher(path).matches()
                ? path
                : "/";
    }

    private static ProblemException failed(String why) {
        return new ProblemException(
                GatewayProblem.SIGN_IN_FAILED,
                "The sign-in can't be finished: %s. Begin anew at /auth/login.".formatted(why));
    }

    private static String name(String state) {
        return "sign-in:" + Secrets.digest(state);
    }
}
