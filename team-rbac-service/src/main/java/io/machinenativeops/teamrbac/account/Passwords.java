package io.machinenativeops.teamrbac.account;

import java.util.Map;
import java.util.Optional;

import io.machinenativeops.platform.problem.ProblemException;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Checks passwords (Argon2id), for as long whether there is such an account or not. */
@Component
public class Passwords {

    /** Characters: NIST SP 800-63B asks for no other rule than length. */
    public static final int SHORTEST = 12;

    /** Longer ones would only cost time. */
    private static final int LONGEST = 256;

    /** Written so that the scheme stands before the hash; BCrypt would take no more than 72 bytes. */
    private static final String ARGON2 = "argon2@SpringSecurity_v5_8";

    private final Accounts accounts;
    private final PasswordEncoder encoder = new DelegatingPasswordEncoder(
            ARGON2, Map.of(ARGON2, Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8()));
    private final String ofNobody = encode("nobody has this password");

    Passwords(Accounts accounts) {
        this.accounts = accounts;
    }

    /** The account that has the address and the password, and is not disabled. */
    public Optional<Account> signIn(String email, String password) {
        var account = accounts.byEmail(email);
        var hash = account.map(Account::passwordHash).orElse(ofNobody);
        boolean right = password.length() <= LONGEST && encoder.matches(password, hash);
        var found = account.filter(each -> right && each.passwordHash() != null && each.disabledAt() == null);
        found.filter(_ -> encoder.upgradeEncoding(hash))
                .ifPresent(each -> accounts.rehash(each.id(), encode(password)));
        return found;
    }

    /** Whether it is the account's password. */
    boolean isOf(Account account, String password) {
        return password.length() <= LONGEST && encoder.matches(password, account.passwordHash());
    }

    /**
     * Encodes a password that somebody chose.
     *
     * @param field of the request that it stands in
     * @throws ProblemException if it is too short or too long
     */
    public String encodeNew(String field, String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            throw ProblemException.invalid(
                    field, "has " + password.length() + " characters: expected " + SHORTEST + " to " + LONGEST);
        }
        return encode(password);
    }

    String encode(String password) {
        return String.valueOf(encoder.encode(password));
    }
}
