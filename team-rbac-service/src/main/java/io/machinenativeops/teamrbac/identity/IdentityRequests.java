package io.machinenativeops.teamrbac.identity;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;

import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.access.AccessProblem;
import io.machinenativeops.teamrbac.access.LimitExceededException;
import io.machinenativeops.teamrbac.access.TenantIndexes;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/** Runs what requests ask for in the caller's organisation. */
@Component
public class IdentityRequests {

    private final TenantDatabase database;
    private final TenantIndexes indexes;
    private final IdentityChanges changes;
    private final Actors actors;
    private final AuditTrail trail;

    IdentityRequests(
            TenantDatabase database, TenantIndexes indexes, IdentityChanges changes, Actors actors, AuditTrail trail) {
        this.database = database;
        this.indexes = indexes;
        this.changes = changes;
        this.actors = actors;
        this.trail = trail;
    }

    /** Reads, in a transaction for the organisation. */
    public <T extends @Nullable Object> T read(Caller caller, Function<Sight, T> work) {
        var index = indexes.at(UUID.fromString(caller.organizationId()), 0);
        return database.forOrganization(
                caller.organizationId(), _ -> work.apply(new Sight(index, actors.of(caller), Instant.now())));
    }

    /**
     * Changes, in a transaction for the organisation.
     *
     * @throws ProblemException {@code name-taken} when a unique index refuses a name that another request took meanwhile,
     *     {@code limit-exceeded} when the organisation would be larger than allowed
     */
    public <T extends @Nullable Object> T change(Caller caller, Function<RequestedChange, T> work) {
        try {
            return changes.change(
                    caller.organizationId(),
                    change -> work.apply(new RequestedChange(caller, actors.of(caller), change, trail)));
        } catch (LimitExceededException large) {
            throw new ProblemException(AccessProblem.LIMIT_EXCEEDED, String.valueOf(large.getMessage()));
        } catch (DataIntegrityViolationException taken) {
            throw nameTaken(taken);
        }
    }

    /** What a unique index answers. */
    public static ProblemException nameTaken(DataIntegrityViolationException taken) {
        var reason = String.valueOf(taken.getMostSpecificCause().getMessage());
        if (!reason.contains("_look_alike") && !reason.contains("_slug")) {
            throw taken;
        }
        return new ProblemException(
                IdentityProblem.NAME_TAKEN,
                reason.contains("_slug")
                        ? "There is another one with this slug: expected one of its own."
                        : "There is another one whose name looks the same: expected one that people can tell from it.");
    }

    /** That something is not there, or not seen. */
    public static ProblemException notFound(String what, Object id) {
        return new ProblemException(CommonProblem.NOT_FOUND, "There is no " + what + " '" + id + "'.");
    }
}
