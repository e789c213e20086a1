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
        var factor = FactorGrantedAuthority.withAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)
                .issuedAt(at)
                .build();
        var person = UsernamePasswordAuthenticationToken.authenticated(user.toString(), null, List.of(factor));
        person.setDetails(new SignedIn(at));
        return person;
    }
}
