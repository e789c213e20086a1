package io.machinenativeops.teamrbac.jwks;

import java.time.Instant;
import java.util.List;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys as they stood in the database at one moment.
 *
 * @param keys by the instant from which they sign
 */
record KeyRing(List<Key> keys) {

    static final KeyRing EMPTY = new KeyRing(List.of());

    KeyRing {
        keys = List.copyOf(keys);
    }

    /** @param pair with its private part */
    record Key(ECKey pair, Instant signsFrom) {}

    /** The key to sign with; null before there is one. */
    @Nullable
    Key signing(Instant now) {
        return keys.stream()
                .filter(key -> !key.signsFrom().isAfter(now))
                .reduce((_, later) -> later)
                // The database's clock is ahead of ours.
                .orElseGet(() -> keys.isEmpty() ? null : keys.getFirst());
    }

    /** What the world is told: public parts only. */
    JWKSet published() {
        return new JWKSet(
                keys.stream().<JWK>map(key -> key.pair().toPublicJWK()).toList());
    }
}
