package io.machinenativeops.gateway.session;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.machinenativeops.gateway.GatewayProblem;
import io.machinenativeops.gateway.Origin;
import io.machinenativeops.gateway.exchange.TokenClaims;
import io.machinenativeops.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

/** {@code /auth/…}: how a browser gets a session, looks at it and ends it. */
final class SessionRoutes {

    private static final MediaType PAGE = MediaType.parseMediaType("text/html;charset=utf-8");
    private static final String RETURN = "return";

    /** Once is enough: a proxy that is not trusted hides the host that browsers see. */
    private static final String MOVED = "moved";

    private final Sessions sessions;
    private final SignIn signIn;
    private final SessionCookies cookies;
    private final SessionProperties properties;
    private final JsonMapper json;

    SessionRoutes(
            Sessions sessions, SignIn signIn, SessionCookies cookies, SessionProperties properties, JsonMapper json) {
        this.sessions = sessions;
        this.signIn = signIn;
        this.cookies = cookies;
        this.properties = properties;
        this.json = json;
    }

    RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/auth/login", this::login)
                .GET("/auth/callback", request -> wantsPage(request) ? page(request) : callback(request))
                .GET("/auth/session", this::session)
                .POST("/auth/logout", this::logout)
                .build();
    }

    /** Cookies are of one host, so signing in begins where it comes back to: at the public address, whatever way led here. */
    private ServerResponse login(ServerRequest request) {
        var here = Origin.of(request.servletRequest()).host();
        if (here != null
                && !here.equalsIgnoreCase(properties.issuer().getAuthority())
                && parameter(request, MOVED) == null) {
            return redirect(UriComponentsBuilder.fromUri(properties.issuer())
                    .path("/auth/login")
                    .queryParam(MOVED, "1")
                    .queryParam(RETURN, "{return}")
                    .encode()
                    .buildAndExpand(Objects.requireNonNullElse(parameter(request, RETURN), "/"))
                    .toUri());
        }
        var browser = Secrets.fresh();
        var to = signIn.begin(browser, parameter(request, RETURN));
        return redirect(to, cookies.signIn(browser, properties.signIn()));
    }

    /** A session that the browser had before is ended: its id was not made for who signed in now. */
    private ServerResponse callback(ServerRequest request) {
        var servlet = request.servletRequest();
        var finished = signIn.finish(
                cookies.signIn(servlet),
                parameter(request, "state"),
                parameter(request, "code"),
                parameter(request, "error"));
        var before = cookies.session(servlet);
        if (before != null) {
            sessions.end(before);
        }
        var id = sessions.begin(finished.tokens());
        return redirect(
                URI.create(finished.returnTo()),
                cookies.session(id, properties.longest()),
                cookies.signIn("", Duration.ZERO));
    }

    private static boolean wantsPage(ServerRequest request) {
        return String.valueOf(request.servletRequest().getHeader(HttpHeaders.ACCEPT))
                .contains(MediaType.TEXT_HTML_VALUE);
    }

    /** People who took too long, or went back, read what to do. */
    private ServerResponse page(ServerRequest request) {
        try {
            return callback(request);
        } catch (ProblemException failed) {
            var again = failed.type() == GatewayProblem.SIGN_IN_FAILED ? "Begin anew" : "Try again";
            return ServerResponse.status(failed.type().status())
                    .cacheControl(CacheControl.noStore())
                    .contentType(PAGE)
                    .body(FailedSignIn.page(failed.type().title(), failed.detail(), again));
        }
    }

    private ServerResponse session(ServerRequest request) {
        var session = require(request.servletRequest());
        var claims = TokenClaims.of(session.accessToken(), json);
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("subject", claims == null ? null : claims.subject());
        body.put("organizationId", claims == null ? null : claims.organizationOrNull());
        body.put("csrfToken", session.csrfToken());
        body.put("expiresAt", session.end().toString());
        return ServerResponse.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }

    /** Says where the browser ends its session at the issuer, which is another one. */
    private ServerResponse logout(ServerRequest request) {
        var servlet = request.servletRequest();
        CsrfToken.demand(servlet, require(servlet));
        var id = cookies.session(servlet);
        var ended = id == null ? null : sessions.end(id);
        var there = UriComponentsBuilder.fromUri(properties.issuer()).path("/connect/logout");
        if (ended != null && ended.idToken() != null) {
            there.queryParam("id_token_hint", ended.idToken());
        }
        return ServerResponse.ok()
                .cacheControl(CacheControl.noStore())
                .header(
                        HttpHeaders.SET_COOKIE,
                        cookies.session("", Duration.ZERO).toString())
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("endSessionUrl", there.build().toUriString()));
    }

    private BrowserSession require(HttpServletRequest request) {
        var id = cookies.session(request);
        var session = id == null ? null : sessions.find(id);
        if (session == null) {
            throw SessionFilter.over();
        }
        return session;
    }

    private static ServerResponse redirect(URI to, ResponseCookie... set) {
        var answer = ServerResponse.status(HttpStatus.SEE_OTHER)
                .cacheControl(CacheControl.noStore())
                .location(to);
        for (var cookie : set) {
            answer.header(HttpHeaders.SET_COOKIE, cookie.toString());
        }
        return answer.build();
    }

    /** Read here: the parameters of a request are nobody's to read at the gateway. */
    private static @Nullable String parameter(ServerRequest request, String name) {
        var query = request.servletRequest().getQueryString();
        try {
            return Arrays.stream((query == null ? "" : query).split("&", -1))
                    .filter(field -> field.startsWith(name + "="))
                    .map(field -> URLDecoder.decode(field.substring(name.length() + 1), StandardCharsets.UTF_8))
                    .findFirst()
                    .orElse(null);
        } catch (IllegalArgumentException malformed) {
            throw ProblemException.invalid(name, "it is not percent-encoded as expected");
        }
    }
}
