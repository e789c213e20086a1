package io.machinenativeops.teamrbac.access;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Node;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Role;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.TenantRow;
import org.jspecify.annotations.Nullable;

/**
 * An organisation made by chance, the same for the same seed: nested teams, projects, users, agents, keys, own roles, grants
 * and denies, some of them ended, and rows that name things which are not there.
 */
public final class RandomTenant {

    public static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private final Random random;
    private final UUID organization;
    private final List<Scope> scopes = new ArrayList<>();
    private final List<Principal> principals = new ArrayList<>();
    private final List<String> roles = new ArrayList<>();
    private final List<TenantRow> rows = new ArrayList<>();
    private long ids;

    public RandomTenant(long seed) {
        random = new Random(seed);
        organization = id();
        scopes.add(Scope.organization(organization));
        growTree();
        makeRoles();
        makeMembers();
        makeBindings();
    }

    private void growTree() {
        var teams = new ArrayList<Scope>(scopes);
        for (int each = random.nextInt(6); each > 0; each--) {
            var parent = pick(teams);
            var team = Scope.team(id());
            add(new Node(team, parent));
            teams.add(team);
        }
        for (int each = random.nextInt(8); each > 0; each--) {
            add(new Node(Scope.project(id()), pick(teams)));
        }
        if (random.nextInt(4) == 0) {
            // The team is gone, its project is not.
            rows.add(new Node(Scope.project(id()), Scope.team(id())));
        }
        scopes.add(Scope.project(id()));
    }

    private void add(Node node) {
        rows.add(node);
        scopes.add(node.scope());
    }

    private void makeRoles() {
        for (var each : BuiltInRole.values()) {
            roles.add(each.id());
        }
        for (int each = random.nextInt(4); each > 0; each--) {
            var role = Role.custom(id().toString(), "own " + each, somePermissions(6));
            rows.add(role);
            roles.add(role.id());
        }
        roles.add(id().toString());
    }

    private void makeMembers() {
        for (int each = 1 + random.nextInt(5); each > 0; each--) {
            addMember(new Member(Principal.user(id()), random.nextInt(6) == 0, null));
        }
        for (int each = random.nextInt(3); each > 0; each--) {
            addMember(new Member(Principal.agent(id()), random.nextInt(6) == 0, null));
        }
        principals.add(Principal.user(id()));
        var holders = List.copyOf(principals);
        for (int each = random.nextInt(4); each > 0; each--) {
            addMember(new Member(Principal.key(id()), random.nextInt(6) == 0, pick(holders)));
        }
    }

    private void addMember(Member member) {
        rows.add(member);
        principals.add(member.principal());
    }

    private void makeBindings() {
        for (int each = random.nextInt(4 * principals.size()); each > 0; each--) {
            rows.add(binding());
        }
        for (int each = random.nextInt(2 * principals.size()); each > 0; each--) {
            rows.add(deny());
        }
    }

    /** Another binding in this organisation. */
    public Binding binding() {
        var grant =
                random.nextInt(5) == 0 ? new Grant.OfPermissions(somePermissions(5)) : new Grant.OfRole(pick(roles));
        return new Binding(id(), pick(principals), pick(scopes), grant, someEnd());
    }

    /** Another deny in this organisation. */
    public Deny deny() {
        return new Deny(
                id(),
                pick(principals),
                // Rather high up: what a deny takes should be worth something.
                pick(scopes.subList(0, (scopes.size() + 1) / 2)),
                somePermissions(25).with(PermissionSet.of(pick(List.of(Permission.values())))),
                someEnd());
    }

    public TenantRows rows() {
        return new TenantRows(organization, 1, rows);
    }

    public List<Scope> scopes() {
        return List.copyOf(scopes);
    }

    public List<Principal> principals() {
        return List.copyOf(principals);
    }

    /** A question: two in three are about something that a binding gives, at its scope or another. */
    public Check check() {
        var bindings = rows.stream()
                .filter(Binding.class::isInstance)
                .map(Binding.class::cast)
                .toList();
        if (bindings.isEmpty() || random.nextInt(3) == 0) {
            return new Check(pick(principals), pick(List.of(Permission.values())), pick(scopes));
        }
        var binding = pick(bindings);
        var given = given(binding.grant()).toList();
        return new Check(
                binding.principal(),
                pick(given.isEmpty() ? List.of(Permission.values()) : given),
                random.nextBoolean() ? binding.scope() : pick(scopes));
    }

    private PermissionSet given(Grant grant) {
        return switch (grant) {
            case Grant.OfPermissions own -> own.permissions();
            case Grant.OfRole named ->
                rows.stream()
                        .filter(row -> row instanceof Role role && role.id().equals(named.role()))
                        .map(row -> ((Role) row).permissions())
                        .findFirst()
                        .or(() -> BuiltInRole.find(named.role()).map(BuiltInRole::permissions))
                        .orElse(PermissionSet.NONE);
        };
    }

    public <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    public int upTo(int bound) {
        return random.nextInt(bound);
    }

    private PermissionSet somePermissions(int most) {
        var some = PermissionSet.NONE;
        for (int each = random.nextInt(most + 1); each > 0; each--) {
            some = some.with(PermissionSet.of(pick(List.of(Permission.values()))));
        }
        return some;
    }

    private @Nullable Instant someEnd() {
        return switch (random.nextInt(6)) {
            case 0 -> NOW.minus(Duration.ofMinutes(random.nextInt(100)));
            case 1 -> NOW.plus(Duration.ofMinutes(1 + random.nextInt(100)));
            default -> null;
        };
    }

    private UUID id() {
        return new UUID(random.nextLong(), ++ids);
    }
}
