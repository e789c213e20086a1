package io.machinenativeops.gateway.exchange;

import java.io.IOException;

import io.machinenativeops.platform.problem.ProblemException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Counts every 401 by the address that gets it, be it from here or from a service; beyond the limit it gets 429 in its place. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 240)
final class RefusalFilter extends OncePerRequestFilter {

    private final Refusals refusals;

    RefusalFilter(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var address = request.getRemoteAddr();
        try {
            chain.doFilter(request, response);
            if (response.getStatus() == HttpStatus.UNAUTHORIZED.value()) {
                refusals.count(address);
            }
        } catch (ProblemException problem) {
            if (problem.type().status() == HttpStatus.UNAUTHORIZED) {
                refusals.demandPatience(address);
                refusals.count(address);
            }
            throw problem;
        }
    }
}
