package io.machinenativeops.teamrbac.key;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A key that is to be made.
 *
 * @param actsFor null for the one who makes it
 * @param project null for the agent's, or for all of the organisation
 * @param scope where it has what it is granted; null for its project
 * @param grant null for the role that agents have
 */
record NewKey(
        String name,
        @Nullable Principal actsFor,
        @Nullable UUID project,
        @Nullable Scope scope,
        @Nullable Grant grant,
        @Nullable Instant expiresAt,
        List<String> sources) {}
