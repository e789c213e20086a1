package io.machinenativeops.platform.security;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * Keys from several places, for as long as one of them takes over from another. A place is asked for a key that those before it do
 * not have; one that is away hides none of the others.
 */
final class IssuerKeySets implements JWKSource<SecurityContext> {

    private final List<IssuerKeys> places;

    IssuerKeySets(List<IssuerKeys> places) {
        this.places = List.copyOf(places);
    }

    /**
     * Keys of locations divided by commas.
     *
     * @param changed runs when one of them was read that is another than before
     */
    static IssuerKeySets at(String locations, InstantSource clock, Runnable changed) {
        return new IssuerKeySets(Arrays.stream(locations.split(",", -1))
                .map(location -> IssuerKeys.at(location.strip(), clock, changed))
                .toList());
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        KeySourceException away = null;
        for (var place : places) {
            try {
                var found = place.get(selector, context);
                if (!found.isEmpty()) {
                    return found;
                }
            } catch (KeySourceException failure) {
                away = failure;
            }
        }
        if (away != null) {
            throw away;
        }
        return List.of();
    }

    /** Reads all beside requests, and says when to do so again. */
    Duration refresh() {
        return places.stream().map(IssuerKeys::refresh).min(Duration::compareTo).orElseThrow();
    }
}
