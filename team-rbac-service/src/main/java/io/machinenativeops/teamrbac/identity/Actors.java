package io.machinenativeops.teamrbac.identity;

import java.util.UUID;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.PrincipalKind;
import org.springframework.stereotype.Component;

/** Finds the principal behind a request. Who comes by an API key has what the key has, not what its owner has. */
@Component
public class Actors {

    private final TenantDatabase database;

    Actors(TenantDatabase database) {
        this.database = database;
    }

    /**
     * Whose permissions count.
     *
     * @throws ProblemException {@code token-superseded} when the key is revoked, {@code forbidden} for who is no principal
     */
    public Principal of(Caller caller) {
        var keyId = caller.keyId();
        return keyId == null ? subject(caller) : key(caller.organizationId(), keyId);
    }

    /**
     * The user behind a request, also one that comes by a key.
     *
     * @throws ProblemException {@code forbidden-not-a-user} for an agent or a service
     */
    public static Principal user(Caller caller) {
        if (!caller.subject().startsWith(PrincipalKind.USER + ":")) {
            throw new ProblemException(
                    IdentityProblem.NOT_A_USER, "'" + caller.subject() + "' is no user: expected user:<uuid>.");
        }
        return subject(caller);
    }

    private static Principal subject(Caller caller) {
        try {
            return Principal.of(caller.subject());
        } catch (IllegalArgumentException other) {
            throw new ProblemException(
                    CommonProblem.FORBIDDEN, "'" + caller.subject() + "' is neither a user nor an agent.");
        }
    }

    private Principal key(String organization, String keyId) {
        return database.forOrganization(
                        organization,
                        jdbc -> jdbc.sql("SELECT id FROM api_key WHERE key_id = ? AND deleted_at IS NULL")
                                .param(keyId)
                                .query(UUID.class)
                                .optional())
                .map(Principal::key)
                .orElseThrow(() ->
                        new ProblemException(CommonProblem.TOKEN_SUPERSEDED, "The key '" + keyId + "' is revoked."));
    }
}
