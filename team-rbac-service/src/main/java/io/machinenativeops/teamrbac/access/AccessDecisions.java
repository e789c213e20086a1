package io.machinenativeops.teamrbac.access;

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about one organisation's permissions. Each answer is as of one revision, which it names; a question may
 * demand one at least as new ({@code atLeast}, 0 for the current one).
 *
 * <p>All methods throw {@link IndexBehindException} for a revision the store does not have, and
 * {@link LimitExceededException} for what is larger than allowed.
 */
public final class AccessDecisions {

    private final TenantIndexes indexes;
    private final InstantSource time;

    public AccessDecisions(TenantIndexes indexes, InstantSource time) {
        this.indexes = indexes;
        this.time = time;
    }

    public Answer<Decision> check(UUID organization, long atLeast, Check check) {
        var index = indexes.at(organization, atLeast);
        return new Answer<>(index.revision(), index.decide(check, time.instant()));
    }

    /** Answers all checks, in their order, as of one revision and one moment. */
    public Answer<List<Decision>> checkAll(UUID organization, long atLeast, List<Check> checks) {
        Limit.BATCH.check(checks.size());
        var index = indexes.at(organization, atLeast);
        var now = time.instant();
        return new Answer<>(
                index.revision(),
                checks.stream().map(each -> index.decide(each, now)).toList());
    }

    /** The teams or projects where a principal has a permission. */
    public Answer<Page<Scope>> objects(
            UUID organization,
            long atLeast,
            Principal principal,
            Permission permission,
            ScopeKind kind,
            @Nullable Scope after,
            int limit) {
        var index = indexes.at(organization, atLeast);
        return new Answer<>(index.revision(), index.objects(principal, permission, kind, after, limit, time.instant()));
    }

    /** Who has a permission at a scope. */
    public Answer<Page<Principal>> subjects(
            UUID organization, long atLeast, Permission permission, Scope scope, @Nullable Principal after, int limit) {
        var index = indexes.at(organization, atLeast);
        return new Answer<>(index.revision(), index.subjects(permission, scope, after, limit, time.instant()));
    }

    /** What a token for a principal says. */
    public ResolvedGrants grants(UUID organization, long atLeast, Principal principal) {
        return indexes.at(organization, atLeast).grants(principal, time.instant());
    }

    /** An answer and the revision as of which it holds. */
    public record Answer<T>(long revision, T value) {}
}
