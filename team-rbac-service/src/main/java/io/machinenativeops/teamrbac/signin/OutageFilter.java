package io.machinenativeops.teamrbac.signin;

import java.io.IOException;
import java.util.Map;

import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.problem.Problems;
import io.machinenativeops.teamrbac.access.IndexBehindException;
import io.machinenativeops.teamrbac.access.LimitExceededException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/** Says in the words of OAuth that something is away, so that clients ask again instead of taking it for a refusal. */
final class OutageFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(OutageFilter.class);

    private final JsonMapper json;

    OutageFilter(JsonMapper json) {
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ProblemException problem) {
            var after = problem.retryAfter();
            if (after != null) {
                response.setHeader(HttpHeaders.RETRY_AFTER, Problems.seconds(after));
            }
            answer(response, problem.type().status().value(), problem.detail());
        } catch (IndexBehindException | LimitExceededException notNow) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "1");
            answer(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, String.valueOf(notNow.getMessage()));
        }
    }

    private void answer(HttpServletResponse response, int status, String detail) throws IOException {
        log.warn("no token can be given now: {}", detail);
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        json.writeValue(
                response.getOutputStream(), Map.of("error", "temporarily_unavailable", "error_description", detail));
    }
}
