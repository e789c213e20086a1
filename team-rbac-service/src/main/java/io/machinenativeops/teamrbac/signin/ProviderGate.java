package io.machinenativeops.teamrbac.signin;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before the way to a provider and back: a request waits for the provider no longer than is set, and one that is away leads
 * back to the page, which has other ways to sign in.
 */
final class ProviderGate extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(ProviderGate.class);

    private final Providers providers;
    private final ProviderCalls calls;

    ProviderGate(Providers providers, ProviderCalls calls) {
        this.providers = providers;
        this.calls = calls;
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
        var id = id(request);
        var provider = providers.of(id);
        if (provider == null) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        calls.within(provider.within(), (_, _) -> ask(id, request, response, chain), request, response);
    }

    private void ask(String id, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            providers.findByRegistrationId(id);
        } catch (RuntimeException away) {
            away(id, away, response);
            return;
        }
        chain.doFilter(request, response);
    }

    /** The provider that a path leads to. */
    static String id(HttpServletRequest request) {
        var path = request.getRequestURI();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Back to the page, which says which provider did not answer. */
    static void away(String id, Throwable why, HttpServletResponse response) {
        log.warn("the provider {} can't be asked: {}", id, String.valueOf(why.getMessage()));
        SignInChains.redirect(response, "/login?away=" + id);
    }
}
