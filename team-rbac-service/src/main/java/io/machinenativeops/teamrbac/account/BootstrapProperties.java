package io.machinenativeops.teamrbac.account;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The first user, who runs the platform.
 *
 * @param email without one, nobody is made
 * @param password at least 12 characters
 */
@ConfigurationProperties("mno.bootstrap")
record BootstrapProperties(@Nullable String email, @Nullable String password) {

    boolean isGiven() {
        return email != null && !email.isBlank();
    }

    BootstrapProperties {
        if (email != null && !email.isBlank() && (password == null || password.length() < Passwords.SHORTEST)) {
            throw new IllegalArgumentException("MNO_BOOTSTRAP_PASSWORD has "
                    + (password == null ? 0 : password.length()) + " characters: expected at least "
                    + Passwords.SHORTEST);
        }
    }
}
