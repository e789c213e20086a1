package io.machinenativeops.platform.security;

import java.io.IOException;
import java.time.Duration;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.problem.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Says why the security chain refused, as a problem document with the challenge of RFC 6750. */
final class SecurityRefusals implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final Logger log = LoggerFactory.getLogger(SecurityRefusals.class);
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Problems problems;

    SecurityRefusals(Problems problems) {
        this.problems = problems;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
            throws IOException {
        if (refused instanceof AuthenticationServiceException) {
            log.warn("tokens can't be verified now: {}", refused.getMessage());
            problems.write(
                    request,
                    response,
                    new ProblemException(CommonProblem.UNAVAILABLE, "Tokens can't be verified now.").retryAfter(SOON));
            return;
        }
        var invalid = refused instanceof OAuth2AuthenticationException;
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, invalid ? "Bearer error=\"invalid_token\"" : "Bearer");
        var detail = refused instanceof OAuth2AuthenticationException oauth
                ? "The token is refused: " + oauth.getError().getDescription()
                : "Send the header 'Authorization: Bearer <API key>'.";
        var type = refused instanceof SupersededTokenException
                ? CommonProblem.TOKEN_SUPERSEDED
                : CommonProblem.UNAUTHENTICATED;
        problems.write(request, response, new ProblemException(type, detail));
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        problems.write(
                request,
                response,
                new ProblemException(CommonProblem.FORBIDDEN, "The credential does not allow this."));
    }
}
