package io.machinenativeops.teamrbac.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.machinenativeops.teamrbac.access.RowChanges;
import io.machinenativeops.teamrbac.access.TenantIndex;
import io.machinenativeops.teamrbac.delegation.Authority;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Node;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.PrincipalKind;
import io.machinenativeops.teamrbac.permission.Role;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.TenantRow;

/**
 * One change of an organisation's identity, while it is made. Rows that are put or removed here are judged and told of; the
 * caller writes them, with {@code identity_revision = revision()}. Whose tokens a row makes old follows from the row; a key that
 * is changed or revoked is better named by {@link #supersedesKey}, or all tokens of the one it acts for are refused.
 */
public final class IdentityChange {

    /** Where more would be told of, all are: the event stays small, and who reads it fast. */
    private static final int MOST_NAMED = 1_000;

    private final long revision;
    private final Instant now;
    private final TenantIndex index;
    private final List<TenantRow> put = new ArrayList<>();
    private final List<TenantRow> removed = new ArrayList<>();
    private final Set<Principal> superseded = new TreeSet<>();
    private final Set<String> keys = new TreeSet<>();
    private boolean all;

    IdentityChange(long revision, Instant now, TenantIndex index) {
        this.revision = revision;
        this.now = now;
        this.index = index;
    }

    /** The organisation's revision after this change. */
    public long revision() {
        return revision;
    }

    public Instant now() {
        return now;
    }

    /** The organisation as it was before this change. */
    public TenantIndex index() {
        return index;
    }

    /** What an actor may do, as of before this change. */
    public Authority authority(Principal actor) {
        return new Authority(index, actor, now);
    }

    public void put(TenantRow row) {
        put.add(row);
        concerns(row);
    }

    public void remove(TenantRow row) {
        removed.add(row);
        concerns(row);
    }

    /** Makes all tokens of a user or agent old. */
    public void supersedes(Principal subject) {
        superseded.add(subject);
    }

    /**
     * Makes the tokens of one key old.
     *
     * @param keyId the public part of the key, as tokens name it
     */
    public void supersedesKey(String keyId) {
        keys.add(keyId);
    }

    /** Makes all tokens of the organisation old. */
    public void supersedesAll() {
        all = true;
    }

    private void concerns(TenantRow row) {
        switch (row) {
            case Member member -> superseded.add(member.principal());
            case Binding binding -> superseded.add(binding.principal());
            case Deny deny -> superseded.add(deny.principal());
            case Role role -> concernsWhoHolds(role);
            case Node node -> concernsThoseAround(node);
        }
    }

    /** Also who holds nothing else by it: a token says what its role gave. */
    private void concernsWhoHolds(Role role) {
        var grant = new Grant.OfRole(role.id());
        index.members()
                .map(Member::principal)
                .filter(each -> index.bindings(each).stream()
                        .anyMatch(binding -> binding.grant().equals(grant)))
                .forEach(superseded::add);
    }

    /** A token lists what is below what it grants: of whoever has something above the node, it is old. */
    private void concernsThoseAround(Node node) {
        var around = new HashSet<Scope>(index.path(node.scope()));
        around.addAll(index.path(node.parent()));
        around.remove(index.organization());
        index.members()
                .map(Member::principal)
                .filter(each -> !index.denies(each).isEmpty()
                        || index.bindings(each).stream().anyMatch(binding -> around.contains(binding.scope())))
                .forEach(superseded::add);
    }

    boolean isNothing() {
        return put.isEmpty() && removed.isEmpty() && superseded.isEmpty() && keys.isEmpty() && !all;
    }

    RowChanges rows() {
        return new RowChanges(index.revision(), revision, put, removed);
    }

    IdentityChanged told() {
        var subjects = new TreeSet<String>();
        for (var each : superseded) {
            if (each.kind() != PrincipalKind.KEY) {
                subjects.add(each.toString());
            } else if (keys.isEmpty()) {
                // Of a key that is new nobody has a token.
                index.member(each).map(Member::actsFor).map(Principal::toString).ifPresent(subjects::add);
            }
        }
        var organization = index.organization().id().toString();
        return all || subjects.size() > MOST_NAMED
                ? new IdentityChanged(organization, revision, true, List.of(), List.of())
                : new IdentityChanged(organization, revision, false, List.copyOf(subjects), List.copyOf(keys));
    }
}
