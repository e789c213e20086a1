package io.machinenativeops.teamrbac.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of the audit log, by their ids. Entries and checkpoints are made with the first; the others verify what they made. Of
 * each key two are made: one for the chain, which stays secret, and one that signs checkpoints, of which the public half is told.
 */
final class AuditKeys {

    private static final int LEAST_BYTES = 32;

    private final String current;
    private final ChainKeys chain;
    private final Map<String, KeyPair> pairs = new LinkedHashMap<>();

    private AuditKeys(Map<String, byte[]> secrets) {
        current = secrets.keySet().iterator().next();
        chain = new ChainKeys(current, secrets);
        secrets.forEach((id, secret) -> pairs.put(id, pair(secret)));
    }

    /**
     * Reads {@code <id>:<base64>}, several divided by commas, the current one first. A text without an id is the key {@code 1}.
     *
     * @throws IllegalArgumentException saying what is wrong, without the key itself
     */
    static AuditKeys read(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("MNO_AUDIT_KEY is not set: expected at least 32 bytes in base 64");
        }
        var secrets = new LinkedHashMap<String, byte[]>();
        for (var each : text.split(",", -1)) {
            int colon = each.indexOf(':');
            var id = colon < 0 ? "1" : each.substring(0, colon).strip();
            if (!id.matches("[0-9A-Za-z._-]{1,32}")) {
                throw new IllegalArgumentException(
                        "MNO_AUDIT_KEY has the id '" + id + "': expected 1 to 32 of 0-9, A-Z, a-z, '.', '_' and '-'");
            }
            if (secrets.put(id, bytes(id, each.substring(colon + 1).strip())) != null) {
                throw new IllegalArgumentException("MNO_AUDIT_KEY has the id '" + id + "' twice");
            }
        }
        return new AuditKeys(secrets);
    }

    private static byte[] bytes(String id, String text) {
        final byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("the key '" + id + "' of MNO_AUDIT_KEY is not base 64", unreadable);
        }
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalArgumentException("the key '" + id + "' of MNO_AUDIT_KEY has " + bytes.length
                    + " bytes: expected at least " + LEAST_BYTES);
        }
        return bytes;
    }

    ChainKeys chain() {
        return chain;
    }

    /** The id of the key that signs now. */
    String signer() {
        return current;
    }

    Checkpoint sign(ChainHead head, Instant at) {
        return Checkpoint.sign(
                head, at, Objects.requireNonNull(pairs.get(current), current).getPrivate());
    }

    /** Whether a checkpoint was signed with the key of this id. */
    boolean isSigned(Checkpoint checkpoint, String keyId) {
        var pair = pairs.get(keyId);
        return pair != null && checkpoint.isSignedBy(pair.getPublic());
    }

    /** Public keys by id: Ed25519, as {@link PublicKey#getEncoded()} writes them (X.509). */
    Map<String, PublicKey> publicKeys() {
        var keys = new LinkedHashMap<String, PublicKey>();
        pairs.forEach((id, pair) -> keys.put(id, pair.getPublic()));
        return keys;
    }

    /** The 32 bytes of an Ed25519 key, which X.509 writes last (RFC 8410). */
    static byte[] raw(PublicKey key) {
        var encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - LEAST_BYTES, encoded.length);
    }

    /** An Ed25519 key is any 32 bytes; what is made of them can't be turned back into the key of the chain. */
    private static KeyPair pair(byte[] secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(
                    NamedParameterSpec.ED25519,
                    new Given(mac.doFinal("mno-audit-checkpoint-key-1".getBytes(StandardCharsets.US_ASCII))));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Has the generator take these bytes for the private key, so that each start makes the same pair. */
    private static final class Given extends SecureRandom {

        private static final long serialVersionUID = 1;

        private final byte[] bytes;

        private Given(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] wanted) {
            if (wanted.length != bytes.length) {
                throw new IllegalStateException(
                        "an Ed25519 key of " + wanted.length + " bytes was asked for: expected " + bytes.length);
            }
            System.arraycopy(bytes, 0, wanted, 0, bytes.length);
        }
    }
}
