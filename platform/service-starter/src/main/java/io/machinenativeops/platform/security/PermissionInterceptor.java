package io.machinenativeops.platform.security;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Holds each handler of ours to its declared permission, and names the tenant in the log lines of the request. */
final class PermissionInterceptor implements HandlerInterceptor {

    private static final String OURS = "io.machinenativeops.";
    private static final String TENANT = "orgId";

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method) || request.getDispatcherType() == DispatcherType.ERROR) {
            return true;
        }
        var caller = Caller.current();
        if (caller != null) {
            MDC.put(TENANT, caller.organizationId());
        }
        var declared = method.getMethodAnnotation(RequiresPermission.class);
        if (declared == null) {
            if (method.getBeanType().getName().startsWith(OURS)) {
                throw new ProblemException(CommonProblem.FORBIDDEN, "The route declares no permission.");
            }
            return true;
        }
        if (declared.value().equals(RequiresPermission.NONE)) {
            return true;
        }
        if (caller == null) {
            throw new ProblemException(CommonProblem.UNAUTHENTICATED, "The route needs a token.");
        }
        if (!caller.can(declared.value()) && !caller.can(declared.or())) {
            throw new ProblemException(
                    CommonProblem.FORBIDDEN, "The credential lacks the permission " + declared.value() + ".");
        }
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        MDC.remove(TENANT);
    }
}
