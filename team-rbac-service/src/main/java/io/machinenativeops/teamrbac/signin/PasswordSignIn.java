package io.machinenativeops.teamrbac.signin;

import java.time.InstantSource;

import io.machinenativeops.teamrbac.account.Passwords;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.token.SignedIn;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/** Signs somebody in by address and password. */
final class PasswordSignIn implements AuthenticationProvider {

    private final Passwords passwords;
    private final SignInLimits limits;
    private final InstantSource time = InstantSource.system();

    PasswordSignIn(Passwords passwords, SignInLimits limits) {
        this.passwords = passwords;
        this.limits = limits;
    }

    @Override
    public Authentication authenticate(Authentication sent) {
        var email = sent.getName();
        var from = sent.getDetails() instanceof ClientAddress(var address) ? address : "unknown";
        if (!limits.tryFrom(from, email)) {
            throw new LockedException("too many tries");
        }
        var account = passwords
                .signIn(email, String.valueOf(sent.getCredentials()))
                .orElseThrow(() -> new BadCredentialsException("address or password is wrong"));
        limits.forget(email);
        return SignedIn.byPassword(Principal.user(account.id()), time.instant());
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
