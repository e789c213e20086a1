package io.machinenativeops.teamrbac.jwks;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Signs tokens (ES256) with the key whose turn it is, and knows all keys that others verify with now. */
public final class SigningKeys implements JWKSource<SecurityContext> {

    private final StoredKeys stored;
    private final InstantSource time;
    private final Duration refresh;
    private volatile KeyRing ring = KeyRing.EMPTY;
    private volatile @Nullable Signing signing;

    private record Signing(JWSHeader header, ECDSASigner signer) {}

    SigningKeys(StoredKeys stored, InstantSource time, Duration refresh) {
        this.stored = stored;
        this.time = time;
        this.refresh = refresh;
    }

    // Reading and keeping are one step in both: what was read before a withdrawal must not be kept after it.

    /** Does what is due, learns what other replicas did, and says when to do so again. */
    synchronized Duration turn() {
        ring = stored.turn();
        return refresh;
    }

    /** From now on a new key signs, and tokens signed with others are refused as soon as their verifiers look again. */
    synchronized void replaceAll() {
        ring = stored.replaceAll();
    }

    /**
     * Signs claims.
     *
     * @throws ProblemException {@code unavailable} before the first key is there
     */
    public String sign(JWTClaimsSet claims) {
        try {
            var with = signing();
            var token = new SignedJWT(with.header(), claims);
            token.sign(with.signer());
            return token.serialize();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Signing signing() throws JOSEException {
        var key = ring.signing(time.instant());
        if (key == null) {
            throw new ProblemException(CommonProblem.UNAVAILABLE, "There is no key to sign tokens with yet.")
                    .retryAfter(Duration.ofSeconds(1));
        }
        var known = signing;
        if (known == null || !key.pair().getKeyID().equals(known.header().getKeyID())) {
            known = new Signing(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(key.pair().getKeyID())
                            .type(JOSEObjectType.JWT)
                            .build(),
                    new ECDSASigner(key.pair()));
            signing = known;
        }
        return known;
    }

    /** What the world is told. */
    JWKSet published() {
        return ring.published();
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        return selector.select(published());
    }
}
