package io.machinenativeops.teamrbac.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Expiring;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Role;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import org.jspecify.annotations.Nullable;

import static io.machinenativeops.teamrbac.access.Proof.Reason.NOT_A_MEMBER;
import static io.machinenativeops.teamrbac.access.Proof.Reason.NO_BINDING;
import static io.machinenativeops.teamrbac.access.Proof.Reason.NO_SUCH_SCOPE;
import static io.machinenativeops.teamrbac.access.Proof.Reason.SUSPENDED;

/**
 * Who may do what in one organisation as of one revision; it never changes. Grants and denies count at their scope and
 * everywhere below. A key has what it and the one it acts for both have. Denies come last and win.
 */
public final class TenantIndex {

    private final long revision;
    private final ScopeTree tree;
    private final SegmentedMap<Principal, Holder> holders;
    private final Map<String, Role> roles;
    private final int bindings;
    private final int denies;

    TenantIndex(
            long revision,
            ScopeTree tree,
            SegmentedMap<Principal, Holder> holders,
            Map<String, Role> roles,
            int bindings,
            int denies) {
        this.revision = revision;
        this.tree = tree;
        this.holders = holders;
        this.roles = roles;
        this.bindings = bindings;
        this.denies = denies;
    }

    /**
     * Builds the index of an organisation.
     *
     * @throws LimitExceededException if there are more rows than allowed
     */
    public static TenantIndex of(TenantRows rows) {
        var edit = IndexEdit.of(Scope.organization(rows.organization()));
        rows.rows().forEach(edit::put);
        return edit.done(rows.revision());
    }

    /**
     * This index with changes; it stays as it is itself. Changes that it holds already are no fault.
     *
     * @throws IllegalArgumentException if changes between this revision and theirs are missing
     * @throws LimitExceededException if there are now more rows than allowed
     */
    public TenantIndex with(RowChanges changes) {
        if (changes.from() > revision) {
            throw new IllegalArgumentException(
                    "changes after revision " + changes.from() + " do not follow on revision " + revision);
        }
        if (changes.to() <= revision) {
            return this;
        }
        var edit = new IndexEdit(tree, holders, roles, bindings, denies);
        changes.removed().forEach(edit::remove);
        changes.put().forEach(edit::put);
        return edit.done(changes.to());
    }

    public long revision() {
        return revision;
    }

    public Scope organization() {
        return tree.root();
    }

    /** How many rows it holds, which is what memory it takes. */
    public long rows() {
        return (long) holders.size()
                + bindings
                + denies
                + roles.size()
                + tree.nodes().size();
    }

    public Optional<Member> member(Principal principal) {
        return Optional.ofNullable(holder(principal).member());
    }

    /** All bindings of a principal, live or not. */
    public List<Binding> bindings(Principal principal) {
        return holder(principal).bindings();
    }

    /** All denies of a principal, live or not. */
    public List<Deny> denies(Principal principal) {
        return holder(principal).denies();
    }

    /** Every member, in no order. */
    public Stream<Member> members() {
        var members = new ArrayList<Member>(holders.size());
        holders.forEach((_, holder) -> {
            if (holder.member() != null) {
                members.add(holder.member());
            }
        });
        return members.stream();
    }

    /**
     * The scope itself, what it stands under, and so on up to the organisation; empty for a scope that is not there.
     *
     * @throws LimitExceededException if it is deeper than allowed
     */
    public List<Scope> path(Scope scope) {
        return tree.path(scope);
    }

    /** What a grant gives now. A role that is not there gives nothing. */
    public PermissionSet given(Grant grant) {
        return switch (grant) {
            case Grant.OfPermissions own -> own.permissions();
            case Grant.OfRole named -> {
                var role = roles.get(named.role());
                yield role == null ? PermissionSet.NONE : role.permissions();
            }
        };
    }

    public Optional<Role> role(String id) {
        return Optional.ofNullable(roles.get(id));
    }

    /**
     * Decides one check, and says why.
     *
     * @throws LimitExceededException if the scope is deeper than allowed
     */
    public Decision decide(Check check, Instant now) {
        var path = tree.path(check.scope());
        if (path.isEmpty()) {
            return Decision.by(new Proof.Missing(NO_SUCH_SCOPE, check.principal(), List.of()));
        }
        return Decision.by(
                switch (granted(check.principal(), check.permission(), path, now)) {
                    case Proof.Granted granted -> {
                        var denied = denied(check.principal(), check.permission(), path, now);
                        yield denied == null ? granted : denied;
                    }
                    case Proof refusal -> refusal;
                });
    }

    private Proof granted(Principal principal, Permission permission, List<Scope> path, Instant now) {
        var holder = holder(principal);
        var member = holder.member();
        if (member == null) {
            return new Proof.Missing(NOT_A_MEMBER, principal, List.of());
        }
        if (member.suspended()) {
            return new Proof.Missing(SUSPENDED, principal, List.of());
        }
        var expired = new ArrayList<Binding>(0);
        for (int level = 0; level < path.size(); level++) {
            for (var binding : Holder.at(path.get(level), holder.bindings(), Binding::scope)) {
                if (!given(binding.grant()).has(permission)) {
                    continue;
                }
                if (binding.liveAt(now)) {
                    return throughKey(member, permission, path, now, binding, level);
                }
                expired.add(binding);
            }
        }
        return new Proof.Missing(NO_BINDING, principal, List.copyOf(expired));
    }

    private Proof throughKey(
            Member member, Permission permission, List<Scope> path, Instant now, Binding binding, int level) {
        var up = path.subList(0, level + 1);
        if (member.actsFor() == null) {
            return new Proof.Granted(binding, up, null);
        }
        return switch (granted(member.actsFor(), permission, path, now)) {
            case Proof.Granted other -> new Proof.Granted(binding, up, other);
            case Proof refusal -> refusal;
        };
    }

    private Proof.@Nullable Denied denied(Principal principal, Permission permission, List<Scope> path, Instant now) {
        var holder = holder(principal);
        for (int level = 0; level < path.size() && !holder.denies().isEmpty(); level++) {
            for (var deny : Holder.at(path.get(level), holder.denies(), Deny::scope)) {
                if (deny.permissions().has(permission) && deny.liveAt(now)) {
                    return new Proof.Denied(deny, path.subList(0, level + 1));
                }
            }
        }
        var member = holder.member();
        return member == null || member.actsFor() == null ? null : denied(member.actsFor(), permission, path, now);
    }

    /**
     * The teams or projects where a principal has a permission, in the order of their ids.
     *
     * @param after where the page before ended
     * @throws LimitExceededException if more are asked for than a page holds
     */
    public Page<Scope> objects(
            Principal principal, Permission permission, ScopeKind kind, @Nullable Scope after, int limit, Instant now) {
        var outline = tree.outline();
        long[] held = held(principal, now, now);
        return page(
                limit,
                outline.positions(kind, after)
                        .filter(position -> new PermissionSet(held[position]).has(permission))
                        .mapToObj(outline::scope));
    }

    /**
     * Who has a permission at a scope, in the order of their ids. It asks for each member in turn.
     *
     * @param after where the page before ended
     * @throws LimitExceededException if more are asked for than a page holds
     */
    public Page<Principal> subjects(
            Permission permission, Scope scope, @Nullable Principal after, int limit, Instant now) {
        return page(
                limit,
                members()
                        .map(Member::principal)
                        .filter(each -> after == null || each.compareTo(after) > 0)
                        .sorted()
                        .filter(each ->
                                decide(new Check(each, permission, scope), now).allowed()));
    }

    private static <T> Page<T> page(int limit, Stream<T> found) {
        Limit.PAGE.check(limit);
        if (limit < 1) {
            throw new IllegalArgumentException("a page of " + limit + " items: expected at least 1");
        }
        var items = found.limit(limit + 1L).toList();
        return items.size() > limit
                ? new Page<>(items.subList(0, limit), items.get(limit - 1))
                : new Page<>(items, null);
    }

    /**
     * What a principal holds at a scope and everywhere below it.
     *
     * @param until only what is held at least that long counts; null for what never ends
     */
    public PermissionSet throughout(Principal principal, Scope scope, Instant now, @Nullable Instant until) {
        var position = tree.outline().position(scope);
        return position < 0
                ? PermissionSet.NONE
                : throughout(held(principal, now, until == null ? Instant.MAX : until), position);
    }

    private PermissionSet throughout(long[] held, int position) {
        long all = PermissionSet.ALL.bits();
        for (int below = position; below < tree.outline().end(position); below++) {
            all &= held[below];
        }
        return new PermissionSet(all);
    }

    /** The scopes where a principal holds anything, and all that they stand under. */
    public Set<Scope> reached(Principal principal, Instant now) {
        var outline = tree.outline();
        long[] held = held(principal, now, now);
        var reached = new HashSet<Scope>();
        for (int position = 0; position < held.length; position++) {
            if (held[position] != 0) {
                reached.addAll(tree.path(outline.scope(position)));
            }
        }
        return reached;
    }

    /** What a token says for a principal: grants after inheritance and denies. */
    public ResolvedGrants grants(Principal principal, Instant now) {
        var outline = tree.outline();
        long[] held = held(principal, now, now);
        var everywhere = throughout(held, 0);
        var byScope = new HashMap<Scope, PermissionSet>();
        byScope.put(tree.root(), everywhere);
        for (int position = 1; position < outline.size(); position++) {
            byScope.put(outline.scope(position), throughout(held, position).without(everywhere));
        }
        byScope.values().removeIf(PermissionSet::isEmpty);
        return new ResolvedGrants(revision, byScope, nextEnd(principal, now));
    }

    private @Nullable Instant nextEnd(Principal principal, Instant now) {
        var holder = holder(principal);
        var own = Stream.<Expiring>concat(holder.bindings().stream(), holder.denies().stream())
                .filter(each -> each.liveAt(now))
                .map(Expiring::expiresAt)
                .flatMap(Stream::ofNullable)
                .min(Instant::compareTo)
                .orElse(null);
        var member = holder.member();
        var other = member == null || member.actsFor() == null ? null : nextEnd(member.actsFor(), now);
        return own == null || (other != null && other.isBefore(own)) ? other : own;
    }

    /**
     * The bits of what is held at each position of the outline.
     *
     * @param until bindings that end before it do not count
     */
    private long[] held(Principal principal, Instant now, Instant until) {
        var outline = tree.outline();
        var held = new long[outline.size()];
        var holder = holder(principal);
        var member = holder.member();
        if (member == null || member.suspended()) {
            return held;
        }
        for (var binding : holder.bindings()) {
            int from = outline.position(binding.scope());
            if (from >= 0
                    && binding.liveAt(now)
                    && (binding.expiresAt() == null || !binding.expiresAt().isBefore(until))) {
                long given = given(binding.grant()).bits();
                for (int position = from; position < outline.end(from); position++) {
                    held[position] |= given;
                }
            }
        }
        for (var deny : holder.denies()) {
            int from = outline.position(deny.scope());
            if (from >= 0 && deny.liveAt(now)) {
                for (int position = from; position < outline.end(from); position++) {
                    held[position] &= ~deny.permissions().bits();
                }
            }
        }
        if (member.actsFor() != null) {
            long[] other = held(member.actsFor(), now, until);
            Arrays.setAll(held, position -> held[position] & other[position]);
        }
        return held;
    }

    private Holder holder(Principal principal) {
        var known = holders.get(principal);
        return known == null ? Holder.NOTHING : known;
    }
}
