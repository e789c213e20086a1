package io.machinenativeops.platform.security;

import org.springframework.security.authentication.AuthenticationServiceException;

/** Where grants are looked up that are too many for a token, which then carries the claim {@code grantsRef} instead. */
@FunctionalInterface
public interface GrantsDirectory {

    /**
     * The grants of a subject at a revision; they never change.
     *
     * @param reference the claim
     * @throws AuthenticationServiceException when they can't be had now
     */
    Grants find(String organization, String subject, long revision, String reference);
}
