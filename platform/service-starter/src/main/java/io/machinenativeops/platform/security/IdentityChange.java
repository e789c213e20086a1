package io.machinenativeops.platform.security;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a service needs to know of the event {@code identity.changed}: whose tokens are older than what is true now.
 *
 * @param revision tokens with a smaller {@code authzRev} are superseded
 * @param all whether those of the whole organisation are
 * @param subjects whose tokens are
 * @param keyIds API keys whose tokens are
 */
public record IdentityChange(
        String organizationId, long revision, boolean all, List<String> subjects, List<String> keyIds) {

    public static final String STREAM = "identity.changed";
    public static final String TYPE = "identity.changed.v1";

    public IdentityChange(
            String organizationId,
            long revision,
            boolean all,
            @Nullable List<String> subjects,
            @Nullable List<String> keyIds) {
        this.organizationId = organizationId;
        this.revision = revision;
        this.all = all;
        this.subjects = subjects == null ? List.of() : List.copyOf(subjects);
        this.keyIds = keyIds == null ? List.of() : List.copyOf(keyIds);
    }
}
