package io.machinenativeops.gateway.session;

import java.io.IOException;
import java.time.Duration;

import io.machinenativeops.gateway.credential.AuthorizedRequest;
import io.machinenativeops.gateway.exchange.OpenPaths;
import io.machinenativeops.gateway.exchange.Refusals;
import io.machinenativeops.gateway.exchange.TokenClaims;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts the session's token in the place of the cookie, before credentials are looked at. Who shows a credential is not asked for
 * a session; and where none is needed, none is looked for.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 250)
final class SessionFilter extends OncePerRequestFilter {

    /** Our own handlers look for the session themselves. */
    private static final String OWN = "/auth/";

    private final Sessions sessions;
    private final SessionCookies cookies;
    private final Refusals refusals;
    private final OpenPaths.Matcher open;
    private final JsonMapper json;

    SessionFilter(Sessions sessions, SessionCookies cookies, Refusals refusals, OpenPaths open, JsonMapper json) {
        this.refusals = refusals;
        this.sessions = sessions;
        this.cookies = cookies;
        this.open = open.matcher();
        this.json = json;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.COOKIE) == null
                || request.getRequestURI().startsWith(OWN);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var passed = new AuthorizedRequest(request).saying(HttpHeaders.COOKIE, cookies.others(request));
        if (!cookies.showsSession(request)
                || request.getHeader(HttpHeaders.AUTHORIZATION) != null
                || open.opens(request.getRequestURI())) {
            chain.doFilter(passed, response);
            return;
        }
        refusals.demandPatience(request.getRemoteAddr());
        var id = cookies.session(request);
        var session = id == null ? null : sessions.find(id);
        if (session == null) {
            response.addHeader(
                    HttpHeaders.SET_COOKIE, cookies.session("", Duration.ZERO).toString());
            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            throw over();
        }
        CsrfToken.demand(request, session);
        var claims = TokenClaims.of(session.accessToken(), json);
        if (claims != null) {
            claims.identity().belongsTo(request);
        }
        // The word has done its work.
        passed.saying(CsrfToken.HEADER, null);
        chain.doFilter(passed.saying(HttpHeaders.AUTHORIZATION, "Bearer " + session.accessToken()), response);
    }

    static ProblemException over() {
        return new ProblemException(
                CommonProblem.UNAUTHENTICATED, "The session is over, or never was: sign in at /auth/login.");
    }
}
