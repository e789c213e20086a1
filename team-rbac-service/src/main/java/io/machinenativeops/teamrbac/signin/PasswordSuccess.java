package io.machinenativeops.teamrbac.signin;

import java.io.IOException;

import io.machinenativeops.teamrbac.account.Accounts;
import io.machinenativeops.teamrbac.permission.Principal;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;

/** Who gave the right password: what they are elsewhere is linked, if they came from there, and they go on to where it began. */
final class PasswordSuccess implements AuthenticationSuccessHandler {

    private final Accounts accounts;
    private final ProviderSignIn elsewhere;
    private final ToWhereItBegan back = new ToWhereItBegan();

    PasswordSuccess(Accounts accounts, ProviderSignIn elsewhere) {
        this.accounts = accounts;
        this.elsewhere = elsewhere;
    }

    @Override
    public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response, Authentication person)
            throws IOException, ServletException {
        accounts.find(Principal.of(person.getName()).id())
                .ifPresent(account -> elsewhere.link(request.getSession(), account));
        back.onAuthenticationSuccess(request, response, person);
    }
}
