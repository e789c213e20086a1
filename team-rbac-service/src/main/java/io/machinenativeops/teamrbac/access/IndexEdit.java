package io.machinenativeops.teamrbac.access;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Node;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Role;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.TenantRow;

/** Makes an index out of another one and rows. */
final class IndexEdit {

    private final Scope root;
    private final SegmentedMap<Scope, Node>.Edit nodes;
    private final SegmentedMap<Principal, Holder>.Edit holders;
    private final Map<String, Role> roles;
    private final ScopeTree before;
    private boolean treeChanged;
    private int bindings;
    private int denies;
    /** Rows from a store bring equal objects over and over; one of each is kept. */
    private final Map<Object, Object> shared = new HashMap<>();

    IndexEdit(
            ScopeTree tree,
            SegmentedMap<Principal, Holder> holders,
            Map<String, Role> roles,
            int bindings,
            int denies) {
        root = tree.root();
        before = tree;
        nodes = tree.nodes().edit();
        this.holders = holders.edit();
        this.roles = new HashMap<>(roles);
        this.bindings = bindings;
        this.denies = denies;
    }

    static IndexEdit of(Scope organization) {
        var builtIn = new HashMap<String, Role>();
        Arrays.stream(BuiltInRole.values()).forEach(each -> builtIn.put(each.id(), each.role()));
        return new IndexEdit(new ScopeTree(organization, SegmentedMap.empty()), SegmentedMap.empty(), builtIn, 0, 0);
    }

    void put(TenantRow row) {
        switch (row) {
            case Member member -> change(member.principal(), holder -> holder.with(member));
            case Binding binding ->
                change(
                        binding.principal(),
                        holder -> holder.with(new Binding(
                                binding.id(),
                                share(binding.principal()),
                                share(binding.scope()),
                                share(binding.grant()),
                                binding.expiresAt())));
            case Deny deny ->
                change(
                        deny.principal(),
                        holder -> holder.with(new Deny(
                                deny.id(),
                                share(deny.principal()),
                                share(deny.scope()),
                                share(deny.permissions()),
                                deny.expiresAt())));
            case Role role -> {
                requireOwn(role);
                roles.put(role.id(), role);
            }
            case Node node -> {
                treeChanged = true;
                nodes.put(node.scope(), node);
            }
        }
    }

    void remove(TenantRow row) {
        switch (row) {
            case Member member -> change(member.principal(), holder -> holder.with((Member) null));
            case Binding binding -> change(binding.principal(), holder -> holder.without(binding));
            case Deny deny -> change(deny.principal(), holder -> holder.without(deny));
            case Role role -> {
                requireOwn(role);
                roles.remove(role.id());
            }
            case Node node -> {
                treeChanged = true;
                nodes.remove(node.scope());
            }
        }
    }

    TenantIndex done(long revision) {
        Limit.MEMBERS.check(holders.size());
        Limit.BINDINGS.check(bindings);
        Limit.DENIES.check(denies);
        Limit.ROLES.check(roles.size() - BuiltInRole.values().length);
        Limit.NODES.check(nodes.size());
        var tree = treeChanged ? new ScopeTree(root, nodes.done()) : before;
        return new TenantIndex(revision, tree, holders.done(), Map.copyOf(roles), bindings, denies);
    }

    private void change(Principal principal, UnaryOperator<Holder> change) {
        var known = holders.get(principal);
        var old = known == null ? Holder.NOTHING : known;
        var changed = change.apply(old);
        bindings += changed.bindings().size() - old.bindings().size();
        denies += changed.denies().size() - old.denies().size();
        if (changed.isNothing()) {
            holders.remove(principal);
        } else {
            holders.put(share(principal), changed);
        }
    }

    @SuppressWarnings("unchecked") // an equal object of the same class comes back
    private <T> T share(T value) {
        return (T) shared.computeIfAbsent(value, each -> each);
    }

    private static void requireOwn(Role role) {
        if (BuiltInRole.find(role.id()).isPresent()) {
            throw new IllegalArgumentException("'" + role.id() + "' is a built-in role: nobody changes it");
        }
    }
}
