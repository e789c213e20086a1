package io.machinenativeops.platform.path;

import java.io.IOException;
import java.util.Locale;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers paths that are not let in, before anything looks at them. */
final class PathFilter extends OncePerRequestFilter {

    /** Its names hold no slash, and Boot fails on one that does: it takes the name for the path of a health group. */
    private static final String ACTUATOR = "/actuator/";

    private final Problems problems;

    PathFilter(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var path = request.getRequestURI();
        var fault = RequestPath.fault(path);
        if (fault != null) {
            problems.write(request, response, new ProblemException(CommonProblem.MALFORMED_REQUEST, fault));
        } else if (path.startsWith(ACTUATOR) && path.toLowerCase(Locale.ROOT).contains("%2f")) {
            problems.write(
                    request,
                    response,
                    new ProblemException(CommonProblem.NOT_FOUND, "Nothing is found at " + path + "."));
        } else {
            chain.doFilter(request, response);
        }
    }
}
