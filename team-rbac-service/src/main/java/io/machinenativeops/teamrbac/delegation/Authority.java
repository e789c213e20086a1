package io.machinenativeops.teamrbac.delegation;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.stream.Stream;

import io.machinenativeops.teamrbac.access.Check;
import io.machinenativeops.teamrbac.access.TenantIndex;
import io.machinenativeops.teamrbac.delegation.Refusal.Reason;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.PrincipalKind;
import io.machinenativeops.teamrbac.permission.Role;
import io.machinenativeops.teamrbac.permission.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What a principal may do to the permissions of others at a moment. Nobody gives, or gives back, what they do not hold
 * themselves at that scope and everywhere below for as long as the gift lasts, and nobody touches one who holds more. Every
 * method answers empty for "may". That an organisation keeps an owner is {@link Ownership}'s rule and looked at besides.
 */
public record Authority(TenantIndex index, Principal actor, Instant now) {

    /** Binding a role to a user or agent, also one that is only invited. */
    public Optional<Refusal> mayBind(Scope scope, Grant grant, @Nullable Instant expiresAt) {
        return holds(Permission.MEMBER_MANAGE, scope).or(() -> mayGive(scope, grant, expiresAt));
    }

    /** Taking a binding away, or shortening it. Everybody may give up an own one. */
    public Optional<Refusal> mayUnbind(Binding binding) {
        if (binding.principal().equals(actor)) {
            return Optional.empty();
        }
        return holds(Permission.MEMBER_MANAGE, there(binding.scope())).or(() -> hasNoMore(binding));
    }

    /** Taking permissions from a principal, whatever grants them. */
    public Optional<Refusal> mayDeny(Deny deny) {
        return isMember(deny.principal())
                .or(() -> holds(Permission.MEMBER_MANAGE, deny.scope()))
                .or(() -> covers(deny.permissions(), deny.scope(), null))
                .or(() -> hasNoMore(deny.principal()));
    }

    /** Ending a deny: who does gives the permissions back. */
    public Optional<Refusal> mayLift(Deny deny) {
        var scope = there(deny.scope());
        return holds(Permission.MEMBER_MANAGE, scope).or(() -> covers(deny.permissions(), scope, null));
    }

    /** Making a role. It counts in all of the organisation, so its permissions must be held there. */
    public Optional<Refusal> mayMake(Role role) {
        return isOwn(role.id())
                .or(() -> holds(Permission.ROLE_MANAGE, index.organization()))
                .or(() -> covers(role.permissions(), index.organization(), null));
    }

    /** Changing a role: what it gave and what it will give must be held. */
    public Optional<Refusal> mayChange(Role before, Role after) {
        return mayMake(before).or(() -> mayMake(after));
    }

    public Optional<Refusal> mayRemove(Role role) {
        return mayMake(role);
    }

    /**
     * Making a key.
     *
     * @param actsFor whose permissions it can never exceed: the actor, an agent, or another user
     */
    public Optional<Refusal> mayMakeKey(Principal actsFor, Scope scope, Grant grant, @Nullable Instant expiresAt) {
        return isMember(actsFor)
                .or(() -> managesKeysOf(actsFor, scope))
                .or(() -> mayGive(scope, grant, expiresAt))
                .or(() -> actsFor.equals(actor) ? Optional.empty() : hasNoMore(actsFor));
    }

    /** Revoking, rotating or changing a key. Everybody may revoke keys that act for oneself. */
    public Optional<Refusal> mayRevoke(Principal key) {
        var member = index.member(key);
        if (member.isEmpty()) {
            return isMember(key);
        }
        var actsFor = member.get().actsFor();
        if (key.equals(actor) || actor.equals(actsFor)) {
            return Optional.empty();
        }
        return index.bindings(key).stream()
                .map(binding -> holds(Permission.APIKEY_MANAGE, there(binding.scope())))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> index.bindings(key).isEmpty()
                        ? holds(Permission.APIKEY_MANAGE, index.organization())
                        : Optional.empty());
    }

    /**
     * Moving a team or project below another place. Whoever has something there gets it here, and who was denied something above
     * gets it back, so both must be held.
     */
    public Optional<Refusal> mayMove(Scope place, Scope to, Permission manage) {
        var gained = new HashSet<>(index.path(to));
        gained.removeAll(index.path(place));
        var lost = new HashSet<>(index.path(place));
        lost.removeAll(index.path(to));
        return holds(manage, place)
                .or(() -> holds(manage, to))
                .or(() -> index.members()
                        .flatMap(member -> Stream.concat(
                                index.bindings(member.principal()).stream()
                                        .filter(binding -> gained.contains(binding.scope()))
                                        .map(binding -> index.given(binding.grant())),
                                index.denies(member.principal()).stream()
                                        .filter(deny -> lost.contains(deny.scope())
                                                && !deny.scope().equals(place))
                                        .map(Deny::permissions)))
                        .map(moved -> covers(moved, place, null))
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    /** Suspending or removing a member, or letting a suspended one back in. */
    public Optional<Refusal> mayRule(Principal target) {
        if (target.equals(actor)) {
            return refuse(Reason.ONESELF, "Nobody suspends, resumes or removes oneself; leaving is another matter.");
        }
        return isMember(target)
                .or(() -> holds(Permission.MEMBER_MANAGE, index.organization()))
                .or(() -> hasNoMore(target));
    }

    /** Leaving the organisation. */
    public Optional<Refusal> mayLeave() {
        if (actor.kind() != PrincipalKind.USER) {
            return refuse(Reason.NOT_A_USER, actor + " is no user: agents and keys are removed.");
        }
        return isMember(actor);
    }

    private Optional<Refusal> mayGive(Scope scope, Grant grant, @Nullable Instant expiresAt) {
        if (grant instanceof Grant.OfRole named && index.role(named.role()).isEmpty()) {
            return refuse(Reason.NO_SUCH_ROLE, "There is no role '" + named.role() + "'.");
        }
        return covers(index.given(grant), scope, expiresAt);
    }

    private Optional<Refusal> managesKeysOf(Principal actsFor, Scope scope) {
        var manage = holds(Permission.APIKEY_MANAGE, scope);
        return manage.isPresent() && actsFor.equals(actor) ? holds(Permission.APIKEY_OWN, scope) : manage;
    }

    private Optional<Refusal> isMember(Principal principal) {
        return index.member(principal).isPresent()
                ? Optional.empty()
                : refuse(Reason.NO_SUCH_MEMBER, principal + " is no member of the organisation.");
    }

    private static Optional<Refusal> isOwn(String role) {
        return BuiltInRole.find(role).isEmpty()
                ? Optional.empty()
                : refuse(Reason.BUILT_IN_ROLE, "'" + role + "' is a built-in role: nobody changes it.");
    }

    /** Doing what a permission is for, at a scope. */
    public Optional<Refusal> holds(Permission permission, Scope scope) {
        if (index.path(scope).isEmpty()) {
            return refuse(Reason.NO_SUCH_SCOPE, "The organisation has no " + scope + ".");
        }
        return index.decide(new Check(actor, permission, scope), now).allowed()
                ? Optional.empty()
                : refuse(Reason.LACKS_PERMISSION, "This needs " + permission + " at " + scope + ".");
    }

    private Optional<Refusal> covers(PermissionSet wanted, Scope scope, @Nullable Instant until) {
        var beyond = wanted.without(index.throughout(actor, scope, now, now));
        if (!beyond.isEmpty()) {
            return refuse(
                    Reason.BEYOND_OWN,
                    "It holds " + beyond + ", which you do not hold at " + scope + " and everywhere below.");
        }
        var outlasting = wanted.without(index.throughout(actor, scope, now, until));
        return outlasting.isEmpty()
                ? Optional.empty()
                : refuse(
                        Reason.OUTLASTS_OWN,
                        "It holds " + outlasting + " until " + (until == null ? "further notice" : until)
                                + ", which is longer than you hold it yourself.");
    }

    /** Whether the actor holds whatever the target does. */
    private Optional<Refusal> hasNoMore(Principal target) {
        return index.bindings(target).stream()
                .map(this::hasNoMore)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Refusal> hasNoMore(Binding binding) {
        if (index.path(binding.scope()).isEmpty() || !binding.liveAt(now)) {
            return Optional.empty();
        }
        var above = index.given(binding.grant()).without(index.throughout(actor, binding.scope(), now, now));
        return above.isEmpty()
                ? Optional.empty()
                : refuse(
                        Reason.ABOVE_OWN,
                        binding.principal() + " has " + above + " at " + binding.scope() + ", which you have not.");
    }

    /** The scope, or the organisation where it is gone. */
    private Scope there(Scope scope) {
        return index.path(scope).isEmpty() ? index.organization() : scope;
    }

    private static Optional<Refusal> refuse(Reason reason, String detail) {
        return Optional.of(new Refusal(reason, detail));
    }
}
