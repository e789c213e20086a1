package io.machinenativeops.teamrbac.identity;

import java.util.List;

/**
 * The data of {@code identity.changed.v1}, as {@code docs/contracts/events/team-rbac} says.
 *
 * @param revision tokens with a smaller {@code authzRev} of those named are superseded
 * @param all whether those of the whole organisation are
 * @param subjects whose tokens are: the claim {@code sub}
 * @param keyIds API keys whose tokens are: their public part
 */
record IdentityChanged(String organizationId, long revision, boolean all, List<String> subjects, List<String> keyIds) {

    static final String STREAM = "identity.changed";
    static final String TYPE = "identity.changed.v1";

    IdentityChanged {
        subjects = List.copyOf(subjects);
        keyIds = List.copyOf(keyIds);
    }
}
