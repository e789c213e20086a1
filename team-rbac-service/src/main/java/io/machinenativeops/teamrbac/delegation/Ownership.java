package io.machinenativeops.teamrbac.delegation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.machinenativeops.teamrbac.access.RowChanges;
import io.machinenativeops.teamrbac.access.TenantIndex;
import io.machinenativeops.teamrbac.delegation.Refusal.Reason;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.PrincipalKind;
import io.machinenativeops.teamrbac.permission.TenantRow;

/**
 * Who owns an organisation: active users that hold the role owner there without end and are denied nothing of it that
 * matters. Two changes that each leave an owner may leave none together, so the caller locks the organisation's revision
 * before it reads what is judged here.
 */
public record Ownership(TenantIndex index, Instant now) {

    /** The owners, in the order of their ids. */
    public List<Principal> owners() {
        return index.members()
                .filter(this::owns)
                .map(Member::principal)
                .sorted()
                .toList();
    }

    private boolean owns(Member member) {
        return member.principal().kind() == PrincipalKind.USER
                && !member.suspended()
                && index.bindings(member.principal()).stream().anyMatch(this::isOwnership)
                && index.denies(member.principal()).stream()
                        .noneMatch(deny -> deny.scope().equals(index.organization())
                                && deny.permissions().has(Permission.ORG_MANAGE)
                                && deny.liveAt(now));
    }

    private boolean isOwnership(Binding binding) {
        return binding.scope().equals(index.organization())
                && binding.grant().equals(Grant.of(BuiltInRole.OWNER))
                && binding.expiresAt() == null;
    }

    /** Whether an organisation that has an owner still has one after a change, of whatever kind. */
    public Optional<Refusal> keepsAnOwner(RowChanges change) {
        return owners().isEmpty()
                        || !new Ownership(index.with(change), now).owners().isEmpty()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Reason.LAST_OWNER,
                        "Nobody would own the organisation any more: make another member its owner first."));
    }

    /** Whether an owner may hand the organisation over to another user. */
    public Optional<Refusal> mayTransfer(Principal from, Principal to) {
        if (!owners().contains(from)) {
            return Optional.of(new Refusal(Reason.NOT_THE_OWNER, from + " does not own the organisation."));
        }
        if (from.equals(to)) {
            return Optional.of(new Refusal(Reason.ONESELF, from + " owns the organisation already."));
        }
        if (to.kind() != PrincipalKind.USER) {
            return Optional.of(new Refusal(Reason.NOT_A_USER, to + " is no user: only users own organisations."));
        }
        if (index.member(to).filter(member -> !member.suspended()).isEmpty()) {
            return Optional.of(new Refusal(Reason.NO_SUCH_MEMBER, to + " is no active member of the organisation."));
        }
        return Optional.empty();
    }

    /**
     * The rows of a transfer: the new owner owns, the old one becomes an admin.
     *
     * @param ownerBinding id for the binding of the new owner
     * @param adminBinding id for the binding of the old one
     */
    public RowChanges transfer(Principal from, Principal to, UUID ownerBinding, UUID adminBinding) {
        var organization = index.organization();
        var put = List.<TenantRow>of(
                Binding.of(ownerBinding, to, organization, BuiltInRole.OWNER),
                Binding.of(adminBinding, from, organization, BuiltInRole.ADMIN));
        var removed = new ArrayList<TenantRow>();
        index.bindings(from).stream().filter(this::isOwnership).forEach(removed::add);
        return new RowChanges(index.revision(), index.revision() + 1, put, removed);
    }
}
