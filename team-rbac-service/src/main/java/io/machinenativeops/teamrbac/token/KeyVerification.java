package io.machinenativeops.teamrbac.token;

import io.machinenativeops.teamrbac.key.KeyVerdict;
import org.jspecify.annotations.Nullable;

/** Tells what an API key is worth now. */
@FunctionalInterface
public interface KeyVerification {

    /**
     * Verifies a key exactly as it was sent.
     *
     * @param source the caller's IP address; null when the gateway tells none
     */
    KeyVerdict verify(String key, @Nullable String source);
}
