package io.machinenativeops.teamrbac.signin;

import java.io.IOException;

import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.token.SignedIn;
import io.machinenativeops.teamrbac.token.SignedInUsers;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Ends the session of who signed out everywhere, changed the password or was disabled after it began. */
final class StillSignedIn extends OncePerRequestFilter {

    private final SignedInUsers users;

    StillSignedIn(SignedInUsers users) {
        this.users = users;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var person = SecurityContextHolder.getContext().getAuthentication();
        if (person != null
                && person.getDetails() instanceof SignedIn(var at)
                && !users.mayUse(Principal.of(person.getName()).id(), at)) {
            SecurityContextHolder.clearContext();
            var session = request.getSession(false);
            if (session != null) {
                session.invalidate();
            }
        }
        chain.doFilter(request, response);
    }
}
