package io.machinenativeops.teamrbac.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of the chain, which the database does not hold: who can edit rows can't make hashes that fit them. Entries are
 * made with the current key; older ones stay to verify what they made.
 */
public final class ChainKeys {

    private static final String HMAC = "HmacSHA256";
    private static final int LEAST_BYTES = 32;

    private final String current;
    private final Map<String, SecretKeySpec> keys = new HashMap<>();

    /** @param keys by id, at least 32 bytes each, the current one among them */
    public ChainKeys(String current, Map<String, byte[]> keys) {
        keys.forEach((id, bytes) -> {
            if (bytes.length < LEAST_BYTES) {
                throw new IllegalArgumentException(
                        "the audit key '" + id + "' has " + bytes.length + " bytes: expected at least " + LEAST_BYTES);
            }
            this.keys.put(id, new SecretKeySpec(bytes, HMAC));
        });
        if (!keys.containsKey(current)) {
            throw new IllegalArgumentException("the current audit key '" + current + "' is none of " + keys.keySet());
        }
        this.current = current;
    }

    /** Puts an entry behind the head of its organisation's chain. The caller holds the head locked until it is stored. */
    public ChainedEntry append(ChainHead head, AuditEntry entry) {
        if (!entry.organization().equals(head.organization())) {
            throw new IllegalArgumentException("an entry of organisation " + entry.organization()
                    + " does not belong to the chain of " + head.organization());
        }
        long sequence = head.sequence() + 1;
        var hash = hash(entry, sequence, current, head.hash())
                .orElseThrow(() -> new IllegalStateException("the current key is there"));
        return new ChainedEntry(entry, sequence, current, head.hash(), hash);
    }

    /** What the hash of this entry must be; empty for a key that is not known. */
    Optional<String> hash(ChainedEntry entry) {
        return hash(entry.entry(), entry.sequence(), entry.keyId(), entry.previous());
    }

    private Optional<String> hash(AuditEntry entry, long sequence, String keyId, String previous) {
        var key = keys.get(keyId);
        if (key == null) {
            return Optional.empty();
        }
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(("mno-audit-1\n" + previous + "\n").getBytes(StandardCharsets.US_ASCII));
            return Optional.of(HexFormat.of()
                    .formatHex(mac.doFinal(entry.canonical(sequence, keyId).getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
