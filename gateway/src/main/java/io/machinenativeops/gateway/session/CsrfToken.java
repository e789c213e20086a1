package io.machinenativeops.gateway.session;

import io.machinenativeops.gateway.GatewayProblem;
import io.machinenativeops.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;

/** What a write by cookie must show: a word that only a page of ours can have read. */
final class CsrfToken {

    static final String HEADER = "X-CSRF-Token";

    private CsrfToken() {}

    /** Throws 403 when a request that may change something does not show the session's word. */
    static void demand(HttpServletRequest request, BrowserSession session) {
        var writes = switch (request.getMethod()) {
            case "GET", "HEAD", "OPTIONS", "TRACE" -> false;
            default -> true;
        };
        var shown = request.getHeader(HEADER);
        if (writes && (shown == null || !Secrets.same(shown, session.csrfToken()))) {
            throw new ProblemException(
                    GatewayProblem.CSRF_TOKEN_INVALID,
                    (shown == null ? "The header %s is missing" : "The header %s is not that of the session")
                                    .formatted(HEADER)
                            + ": expected the csrfToken of GET /auth/session.");
        }
    }
}
