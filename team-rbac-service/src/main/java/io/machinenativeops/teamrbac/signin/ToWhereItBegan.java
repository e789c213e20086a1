package io.machinenativeops.teamrbac.signin;

import java.net.URI;
import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;

/** Leads who signed in back to the request that asked for it, by its path: whatever host it named, it was this service's. */
final class ToWhereItBegan implements AuthenticationSuccessHandler {

    private static final Duration A_DAY_OF_WORK = Duration.ofHours(10);

    private final HttpSessionRequestCache requests = new HttpSessionRequestCache();

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication person) {
        request.getSession().setMaxInactiveInterval((int) A_DAY_OF_WORK.toSeconds());
        var began = requests.getRequest(request, response);
        if (began == null) {
            SignInChains.redirect(response, "/");
            return;
        }
        requests.removeRequest(request, response);
        var uri = URI.create(began.getRedirectUrl());
        var query = uri.getRawQuery();
        SignInChains.redirect(response, query == null ? uri.getRawPath() : uri.getRawPath() + "?" + query);
    }
}
