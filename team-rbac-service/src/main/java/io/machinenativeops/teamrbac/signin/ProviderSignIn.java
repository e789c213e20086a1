package io.machinenativeops.teamrbac.signin;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

import io.machinenativeops.teamrbac.account.Account;
import io.machinenativeops.teamrbac.account.Accounts;
import io.machinenativeops.teamrbac.account.Logins;
import io.machinenativeops.teamrbac.account.OtherIdentity;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.token.SignedIn;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;

/**
 * Who comes back from a provider: signed in as the account that the identity is linked to. Otherwise the identity is remembered for
 * a while, and linked when its owner signs in with the password of the account of the same address.
 */
@Component
final class ProviderSignIn implements AuthenticationSuccessHandler {

    private static final String PENDING = ProviderSignIn.class.getName() + ".pending";
    private static final Duration LINKED_WITHIN = Duration.ofMinutes(10);
    private static final int LONGEST_EMAIL = 254;
    private static final int LONGEST_NAME = 100;

    private final Providers providers;
    private final Logins logins;
    private final InstantSource time = InstantSource.system();
    private final HttpSessionSecurityContextRepository contexts = new HttpSessionSecurityContextRepository();
    private final ToWhereItBegan back = new ToWhereItBegan();

    ProviderSignIn(Providers providers, Logins logins) {
        this.providers = providers;
        this.logins = logins;
    }

    private record Pending(OtherIdentity identity, Instant until) implements Serializable {}

    @Override
    public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response, Authentication there)
            throws IOException, ServletException {
        var token = (OAuth2AuthenticationToken) there;
        var user = (OidcUser) token.getPrincipal();
        var identity = identity(user);
        var account = account(token.getAuthorizedClientRegistrationId(), identity);
        var context = SecurityContextHolder.createEmptyContext();
        var session = request.getSession();
        if (account.isPresent()) {
            var person = SignedIn.elsewhere(Principal.user(account.get().id()), time.instant());
            context.setAuthentication(person);
            SecurityContextHolder.setContext(context);
            contexts.saveContext(context, request, response);
            session.removeAttribute(PENDING);
            back.onAuthenticationSuccess(request, response, person);
        } else {
            // What the provider said is no sign-in here.
            SecurityContextHolder.setContext(context);
            contexts.saveContext(context, request, response);
            session.setAttribute(PENDING, new Pending(identity, time.instant().plus(LINKED_WITHIN)));
            SignInChains.redirect(response, "/login?unlinked");
        }
    }

    private Optional<Account> account(String provider, OtherIdentity identity) {
        var settings = providers.of(provider);
        return settings == null
                ? Optional.empty()
                : logins.signIn(identity, settings.isBelievedOf(identity.email()), settings.newUsers());
    }

    private static OtherIdentity identity(OidcUser user) {
        var subject = Objects.requireNonNull(user.getSubject(), "sub");
        var address = address(user);
        return new OtherIdentity(
                String.valueOf(user.getIdToken().getIssuer()), subject, address, name(user, subject, address));
    }

    private static @Nullable String address(OidcUser user) {
        var email = user.getEmail();
        return email != null
                        && Boolean.TRUE.equals(user.getEmailVerified())
                        && email.length() <= LONGEST_EMAIL
                        && email.indexOf('@') > 0
                ? Accounts.address(email)
                : null;
    }

    private static String name(OidcUser user, String subject, @Nullable String address) {
        var full = user.getFullName();
        var told = full == null ? "" : full.replaceAll("\\p{C}", "").strip();
        var name = told;
        if (told.isEmpty()) {
            name = address == null ? subject : address.replaceFirst("@.*", "");
        }
        int length = Math.min(LONGEST_NAME, name.codePointCount(0, name.length()));
        return name.substring(0, name.offsetByCodePoints(0, length));
    }

    /** Links what came back from a provider in this session, once its owner gave the password of the same address' account. */
    void link(HttpSession session, Account account) {
        if (session.getAttribute(PENDING) instanceof Pending(var identity, var until)) {
            session.removeAttribute(PENDING);
            if (account.email().equals(identity.email())
                    && account.emailVerifiedAt() != null
                    && time.instant().isBefore(until)) {
                logins.link(identity, account);
            }
        }
    }
}
