package io.machinenativeops.teamrbac.token;

import java.util.Optional;
import java.util.UUID;

/** What is told of people to whom they sign in to. */
@FunctionalInterface
public interface Profiles {

    /** Of a user; empty for an unknown one. */
    Optional<Profile> profile(UUID user);

    /**
     * A person.
     *
     * @param operator whether the person runs the platform
     */
    record Profile(String name, String email, boolean emailVerified, boolean operator) {}
}
