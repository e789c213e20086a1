package io.machinenativeops.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Semaphore;

import io.machinenativeops.gateway.browser.PagePolicy;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** What holds for every request: its id, the limits of headers and body, the headers that browsers are to obey. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
final class EdgeFilter extends OncePerRequestFilter {

    private static final String OWN = "/actuator/";
    private static final Duration SHORT_BREAK = Duration.ofSeconds(1);

    private final GatewayProperties properties;
    private final Problems problems;
    private final Semaphore free;
    private final boolean behindHttps;

    EdgeFilter(GatewayProperties properties, Problems problems, @Value("${mno.security.issuer:}") String publicUrl) {
        this.behindHttps = publicUrl.startsWith("https://");
        this.properties = properties;
        this.problems = problems;
        this.free = new Semaphore(properties.connections());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var id = RequestId.of(request);
        response.setHeader(RequestId.HEADER, id);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Content-Security-Policy", PagePolicy.of(request.getRequestURI()));
        if (behindHttps) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
        try (var _ = MDC.putCloseable("requestId", id)) {
            demandSmallHeaders(request);
            var origin = Origin.of(request, properties.trustedProxies());
            var passed = new EdgeRequest(request, id, origin, properties.maxBody());
            if (request.getRequestURI().startsWith(OWN)) {
                chain.doFilter(passed, response);
            } else {
                passInTurn(passed, response, chain);
            }
        } catch (ProblemException problem) {
            problems.write(request, response, problem);
        } catch (ServletException failure) {
            if (failure.getCause() instanceof ProblemException problem) {
                problems.write(request, response, problem);
            } else {
                throw failure;
            }
        }
        if (request.getAttribute(ServiceReply.BROKEN) instanceof IOException broken) {
            throw broken;
        }
    }

    /** Nobody waits for a turn: who waits holds memory, and those who come without end would all wait. */
    private void passInTurn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!free.tryAcquire()) {
            // 503 would cost the connection: Tomcat closes it, and all who are refused would connect again.
            throw new ProblemException(
                            CommonProblem.TOO_MANY_REQUESTS,
                            "%d requests are on their way, which is the limit. Nothing of this one was accepted."
                                    .formatted(properties.connections()))
                    .retryAfter(SHORT_BREAK);
        }
        try {
            chain.doFilter(request, response);
        } finally {
            free.release();
        }
    }

    private void demandSmallHeaders(HttpServletRequest request) {
        var bytes = 0L;
        for (var name : Collections.list(request.getHeaderNames())) {
            for (var value : Collections.list(request.getHeaders(name))) {
                bytes += name.length() + value.getBytes(StandardCharsets.UTF_8).length + 4;
            }
        }
        if (bytes > properties.maxHeaders().toBytes()) {
            throw new ProblemException(
                    CommonProblem.HEADERS_TOO_LARGE,
                    "The headers have %d bytes; at most %d are taken."
                            .formatted(bytes, properties.maxHeaders().toBytes()));
        }
    }
}
