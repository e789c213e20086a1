package io.machinenativeops.teamrbac.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/**
 * A signed statement that a chain stood here at a time, kept elsewhere than the chain: it shows when the end is cut off, and
 * to whoever has the public key.
 *
 * @param signature Ed25519, base64url without padding
 */
public record Checkpoint(ChainHead head, Instant at, String signature) {

    private static final String ALGORITHM = "Ed25519";

    public static Checkpoint sign(ChainHead head, Instant at, PrivateKey key) {
        try {
            var signer = Signature.getInstance(ALGORITHM);
            signer.initSign(key);
            signer.update(statement(head, at));
            return new Checkpoint(
                    head, at, Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign()));
        } catch (GeneralSecurityException unfit) {
            throw new IllegalArgumentException("the key can't sign with " + ALGORITHM, unfit);
        }
    }

    /** Whether the holder of the key made this very statement. */
    public boolean isSignedBy(PublicKey key) {
        try {
            var verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(statement(head, at));
            return verifier.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException unfit) {
            return false;
        }
    }

    private static byte[] statement(ChainHead head, Instant at) {
        return String.join(
                        "\n",
                        "mno-audit-checkpoint-1",
                        head.organization().toString(),
                        Long.toString(head.sequence()),
                        head.hash(),
                        at.toString())
                .getBytes(StandardCharsets.US_ASCII);
    }
}
