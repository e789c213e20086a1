package io.machinenativeops.teamrbac.key;

import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

/** Says of a key that somebody sent whether it is good. */
public final class ApiKeys {

    private final KnownKeys known;
    private final Peppers peppers;
    private final LastUses uses;
    private final InstantSource time;

    ApiKeys(KnownKeys known, Peppers peppers, LastUses uses, InstantSource time) {
        this.known = known;
        this.peppers = peppers;
        this.uses = uses;
        this.time = time;
    }

    /**
     * Looks at a key: first at its checksum, which needs no store, then at what is stored under its public part. A good key
     * counts as used.
     *
     * @param key as it was sent
     * @param source the address it was sent from; null where nobody knows, which keys with source ranges are refused for
     * @throws io.machinenativeops.platform.problem.ProblemException {@code unavailable} when the store can't be asked
     */
    public KeyVerdict verify(String key, @Nullable String source) {
        final ApiKey sent;
        try {
            sent = ApiKey.parse(key);
        } catch (InvalidApiKeyException invalid) {
            return new KeyVerdict.Refused(KeyVerdict.Reason.MALFORMED, String.valueOf(invalid.getMessage()));
        }
        var found = known.find(sent.keyId());
        if (found.isEmpty()) {
            return KnownKey.unknown();
        }
        var now = time.instant();
        var verdict = found.get().judge(sent, source, peppers, now);
        if (verdict instanceof KeyVerdict.Valid) {
            uses.used(found.get(), now);
        }
        return verdict;
    }
}
