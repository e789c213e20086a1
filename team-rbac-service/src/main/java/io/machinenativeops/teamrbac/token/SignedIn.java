package io.machinenativeops.teamrbac.token;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

import io.machinenativeops.teamrbac.permission.Principal;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/**
 * When somebody showed who they are; stands among the details of their authentication.
 *
 * @param at before which nothing of the sign-in counted
 */
public record SignedIn(Instant at) implements Serializable {

    /** The authentication of a user who showed a password then. */
    public static Authentication byPassword(Principal user, Instant at) {
        return by(FactorGrantedAuthority.PASSWORD_AUTHORITY, user, at);
    }

    /** The authentication of a user who came from another provider then. */
    public static Authentication elsewhere(Principal user, Instant at) {
        return by(FactorGrantedAuthority.AUTHORIZATION_CODE_AUTHORITY, user, at);
    }

    private static Authentication by(String factor, Principal user, Instant at) {
        var shown = FactorGrantedAuthority.withAuthority(factor).issuedAt(at).build();
        var person = UsernamePasswordAuthenticationToken.authenticated(user.toString(), null, List.of(shown));
        person.setDetails(new SignedIn(at));
        return person;
    }
}
