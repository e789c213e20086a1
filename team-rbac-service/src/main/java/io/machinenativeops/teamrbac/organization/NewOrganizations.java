package io.machinenativeops.teamrbac.organization;

import java.util.UUID;

import io.machinenativeops.platform.audit.AuditEntry;
import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.idempotency.IdempotencyKey;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.identity.Actors;
import io.machinenativeops.teamrbac.identity.IdentityChanges;
import io.machinenativeops.teamrbac.identity.IdentityProblem;
import io.machinenativeops.teamrbac.identity.IdentityRequests;
import io.machinenativeops.teamrbac.identity.Names;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.member.Members;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.role.Given;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/** Makes organisations; the user who does owns them. */
@Component
class NewOrganizations {

    private final Organizations rows;
    private final OrganizationRequests requests;
    private final Members members;
    private final Given given;
    private final IdentityChanges changes;
    private final TenantDatabase database;
    private final AuditTrail trail;

    NewOrganizations(
            Organizations rows,
            OrganizationRequests requests,
            Members members,
            Given given,
            IdentityChanges changes,
            TenantDatabase database,
            AuditTrail trail) {
        this.rows = rows;
        this.requests = requests;
        this.members = members;
        this.given = given;
        this.changes = changes;
        this.database = database;
        this.trail = trail;
    }

    /** @param id chosen by the caller, else made */
    record Wanted(
            @Nullable UUID id,
            @Nullable String name,
            @Nullable String slug) {}

    /** @param before whether an earlier request with the same key made it */
    record Made(OrganizationRow organization, boolean before) {}

    private record Account(String name, String email) {}

    Made make(Caller caller, Wanted wanted, @Nullable IdempotencyKey key) {
        var user = Actors.user(caller);
        var name = Names.read("name", wanted.name);
        var id = wanted.id == null ? NewId.next() : wanted.id;
        return key == null
                ? make(user, id, name, wanted.slug, null, caller)
                : requests.once(
                        caller.subject(),
                        key,
                        wanted.toString(),
                        id,
                        claim -> make(user, claim.organization(), name, wanted.slug, claim.fingerprint(), caller));
    }

    private Made make(
            Principal user, UUID id, String name, @Nullable String slug, @Nullable String request, Caller caller) {
        var account = database.forService(
                        jdbc -> jdbc.sql("SELECT name, email FROM user_account WHERE id = ? AND disabled_at IS NULL")
                                .param(user.id())
                                .query(Account.class)
                                .optional())
                .orElseThrow(() -> IdentityRequests.notFound("user", user.id()));
        try {
            return changes.change(id.toString(), change -> {
                // Nobody else makes it now: the change has the lock of this id.
                var there = rows.find();
                if (there.isPresent()) {
                    if (request != null && rows.isMadeBy(request)) {
                        return new Made(there.get(), true);
                    }
                    throw new ProblemException(
                            IdentityProblem.ID_TAKEN,
                            "There is an organisation '" + id + "', or was: expected another id.");
                }
                rows.insert(change, name, Names.slug(slug, name, id.toString()), caller.subject(), request);
                members.join(change, user.id(), account.name, account.email);
                given.bind(
                        change,
                        caller.subject(),
                        Binding.of(NewId.next(), user, Scope.organization(id), BuiltInRole.OWNER));
                trail.record(AuditEntry.by(id.toString(), AuditEntry.Actor.of(caller), "organization.created")
                        .on("organization", id, name)
                        .now());
                return new Made(rows.find().orElseThrow(), false);
            });
        } catch (DataIntegrityViolationException taken) {
            throw IdentityRequests.nameTaken(taken);
        }
    }

    /**
     * Reads an id that a caller chose. Usage is stored under the id of its organisation, so who runs the platform can bring one
     * along.
     *
     * @throws ProblemException {@code forbidden} for others
     */
    static @Nullable UUID chosen(Caller caller, @Nullable UUID id) {
        if (id != null && !caller.can(OrganizationController.OPERATE)) {
            throw new ProblemException(
                    CommonProblem.FORBIDDEN,
                    "Who chooses the id of an organisation needs the permission " + OrganizationController.OPERATE
                            + ".");
        }
        if (id != null && id.version() != 7) {
            throw ProblemException.invalid("id", "is '" + id + "': expected a UUID of version 7, or none");
        }
        return id;
    }
}
