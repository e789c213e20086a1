package io.machinenativeops.gateway.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import io.machinenativeops.gateway.credential.ApiKey;
import io.machinenativeops.platform.digest.Sha256;

/** What is asked of the token endpoint, and under which name the answer is kept. */
sealed interface Question {

    /** The parameters of RFC 8693, section 2.1. */
    Map<String, String> parameters();

    /** Of all that the answer depends on; what was shown can't be had back from it. */
    String digest();

    /**
     * A token for a key. Keys may be bound to addresses, so that the answer for one address is none for another.
     *
     * @param source where the request comes from
     */
    record OfKey(ApiKey key, String source) implements Question {

        @Override
        public Map<String, String> parameters() {
            return Map.of(
                    "subject_token",
                    key.text(),
                    "subject_token_type",
                    "urn:mno:params:oauth:token-type:api-key",
                    "mno_source",
                    source);
        }

        @Override
        public String digest() {
            return sha256("key", key.text(), source);
        }
    }

    /**
     * A user's token for another organisation than the one it is for.
     *
     * @param shown what the token says that was shown
     */
    record OfToken(String token, TokenClaims shown, String organization) implements Question {

        @Override
        public Map<String, String> parameters() {
            return Map.of(
                    "subject_token",
                    token,
                    "subject_token_type",
                    "urn:ietf:params:oauth:token-type:access_token",
                    "mno_organization",
                    organization);
        }

        @Override
        public String digest() {
            return sha256("token", token, organization);
        }
    }

    private static String sha256(String... parts) {
        var digest = Sha256.begun();
        for (var part : parts) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return Base64.getEncoder().encodeToString(digest.digest());
    }
}
