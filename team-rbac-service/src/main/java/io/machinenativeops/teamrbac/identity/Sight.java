package io.machinenativeops.teamrbac.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.teamrbac.access.Check;
import io.machinenativeops.teamrbac.access.TenantIndex;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import org.jspecify.annotations.Nullable;

/**
 * What somebody sees of an organisation: places where one holds anything, and those that they stand under. The rest is as if it
 * were not there.
 */
public final class Sight {

    private final TenantIndex index;
    private final Principal actor;
    private final Instant now;
    /** Null for all. */
    private final @Nullable Set<Scope> reached;

    Sight(TenantIndex index, Principal actor, Instant now) {
        this.index = index;
        this.actor = actor;
        this.now = now;
        this.reached =
                index.throughout(actor, index.organization(), now, now).isEmpty() ? index.reached(actor, now) : null;
    }

    public TenantIndex index() {
        return index;
    }

    public Principal actor() {
        return actor;
    }

    /** Whether every place of the organisation is seen. */
    public boolean seesAll() {
        return reached == null;
    }

    public boolean sees(Scope scope) {
        return reached == null ? !index.path(scope).isEmpty() : reached.contains(scope);
    }

    /** The ids of what is seen of one kind, for who does not see all. */
    public Set<UUID> ids(ScopeKind kind) {
        return reached == null ? Set.of() : Scope.ids(reached, kind);
    }

    /**
     * Goes on only with a place that is seen.
     *
     * @throws ProblemException {@code not-found}
     */
    public void require(Scope scope) {
        if (!sees(scope)) {
            throw new ProblemException(CommonProblem.NOT_FOUND, "The organisation has no " + scope + ".");
        }
    }

    /** Whether a permission is held at a place. */
    public boolean may(Permission permission, Scope scope) {
        return index.decide(new Check(actor, permission, scope), now).allowed();
    }

    /** The scopes where a permission is held; empty when that is everywhere. */
    public Optional<Set<Scope>> scopesWith(Permission permission) {
        if (index.throughout(actor, index.organization(), now, now).has(permission)) {
            return Optional.empty();
        }
        return Optional.of(index.reached(actor, now).stream()
                .filter(scope -> may(permission, scope))
                .collect(Collectors.toSet()));
    }

    /** Who is seen among the members: oneself, and who is bound where one may see members. */
    public Predicate<Principal> members() {
        var scopes = scopesWith(Permission.MEMBER_READ);
        return scopes.<Predicate<Principal>>map(where -> other -> other.equals(actor)
                        || index.bindings(other).stream().anyMatch(binding -> where.contains(binding.scope())))
                .orElse(_ -> true);
    }
}
