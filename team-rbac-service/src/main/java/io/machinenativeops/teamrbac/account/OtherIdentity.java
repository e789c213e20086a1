package io.machinenativeops.teamrbac.account;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * Who somebody is at another provider.
 *
 * @param issuer of the provider
 * @param subject never given to somebody else there
 * @param email as stored and compared; null when the provider tells none, or does not call it verified
 * @param name as people read it
 */
public record OtherIdentity(
        String issuer, String subject, @Nullable String email, String name) implements Serializable {}
