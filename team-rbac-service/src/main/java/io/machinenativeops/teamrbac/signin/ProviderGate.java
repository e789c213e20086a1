package io.machinenativeops.teamrbac.signin;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/** Stands before the way to a provider: one that is away leads back to the page, which has other ways to sign in. */
final class ProviderGate extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(ProviderGate.class);

    private final Providers providers;

    ProviderGate(Providers providers) {
        this.providers = providers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var path = request.getRequestURI();
        boolean isOne = path.startsWith(Providers.WITH + "/") || path.startsWith(Providers.BACK + "/");
        if (!isOne) {
            chain.doFilter(request, response);
            return;
        }
        var id = path.substring(path.lastIndexOf('/') + 1);
        try {
            if (providers.findByRegistrationId(id) == null) {
                response.setStatus(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
        } catch (RuntimeException away) {
            log.warn("the provider {} can't be asked: {}", id, String.valueOf(away.getMessage()));
            SignInChains.redirect(response, "/login?away");
            return;
        }
        chain.doFilter(request, response);
    }
}
