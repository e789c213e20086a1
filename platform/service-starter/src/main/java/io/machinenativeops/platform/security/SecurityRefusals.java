package io.machinenativeops.platform.security;

import java.io.IOException;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.problem.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Says why the security chain refused, as a problem document with the challenge of RFC 6750. */
final class SecurityRefusals implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final Problems problems;

    SecurityRefusals(Problems problems) {
        this.problems = problems;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
            throws IOException {
        var invalid = refused instanceof OAuth2AuthenticationException;
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, invalid ? "Bearer error=\"invalid_token\"" : "Bearer");
        var detail = refused instanceof OAuth2AuthenticationException oauth
                ? "The token is refused: " + oauth.getError().getDescription()
                : "Send the header 'Authorization: Bearer <API key>'.";
        problems.write(request, response, new ProblemException(CommonProblem.UNAUTHENTICATED, detail));
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
