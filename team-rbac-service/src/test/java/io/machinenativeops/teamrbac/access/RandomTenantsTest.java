package io.machinenativeops.teamrbac.access;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Expiring;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import io.machinenativeops.teamrbac.permission.TenantRow;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What must hold in any organisation, shown in many made by chance. */
class RandomTenantsTest {

    private static final Instant NOW = RandomTenant.NOW;

    @Test
    void decidesAsThePlainRulesDo() {
        int allowed = 0;
        int denied = 0;
        for (int seed = 0; seed < 600; seed++) {
            var tenant = new RandomTenant(seed);
            var index = TenantIndex.of(tenant.rows());
            var naive = new NaiveAccess(tenant.rows());
            for (int each = 0; each < 60; each++) {
                var check = tenant.check();
                var later = NOW.plus(Duration.ofMinutes(tenant.upTo(120)));
                var decision = index.decide(check, later);
                assertThat(decision.allowed()).as("seed %s: %s", seed, check).isEqualTo(naive.allows(check, later));
                allowed += decision.allowed() ? 1 : 0;
                denied += decision.proof() instanceof Proof.Denied ? 1 : 0;
            }
        }
        // Otherwise there would be nothing to be right about.
        assertThat(allowed).isGreaterThan(1_500);
        assertThat(denied).isGreaterThan(200);
    }

    @Test
    void proofsHold() {
        for (int seed = 0; seed < 300; seed++) {
            var tenant = new RandomTenant(seed);
            var index = TenantIndex.of(tenant.rows());
            for (int each = 0; each < 40; each++) {
                var check = tenant.check();
                switch (index.decide(check, NOW).proof()) {
                    case Proof.Granted granted -> assertHolds(index, check, check.principal(), granted);
                    case Proof.Denied denied -> {
                        assertThat(denied.deny().permissions().has(check.permission()))
                                .isTrue();
                        assertThat(denied.deny().liveAt(NOW)).isTrue();
                        assertLeadsUp(index, check, denied.path(), denied.deny().scope());
                    }
                    case Proof.Missing missing ->
                        assertThat(missing.expired()).noneMatch(binding -> binding.liveAt(NOW));
                }
            }
        }
    }

    private static void assertHolds(TenantIndex index, Check check, Principal principal, Proof.Granted granted) {
        assertThat(granted.binding().principal()).isEqualTo(principal);
        assertThat(granted.binding().liveAt(NOW)).isTrue();
        assertThat(index.given(granted.binding().grant()).has(check.permission()))
                .isTrue();
        assertLeadsUp(index, check, granted.path(), granted.binding().scope());
        var actsFor = index.member(principal).orElseThrow().actsFor();
        assertThat(granted.actsFor() == null).isEqualTo(actsFor == null);
        if (actsFor != null) {
            assertHolds(index, check, actsFor, Objects.requireNonNull(granted.actsFor()));
        }
    }

    private static void assertLeadsUp(TenantIndex index, Check check, List<Scope> path, Scope end) {
        assertThat(path).first().isEqualTo(check.scope());
        assertThat(path).last().isEqualTo(end);
        assertThat(index.path(check.scope())).startsWith(path.toArray(Scope[]::new));
    }

    @Test
    void listsWhatChecksAllow() {
        for (int seed = 0; seed < 200; seed++) {
            var tenant = new RandomTenant(seed);
            var index = TenantIndex.of(tenant.rows());
            var permission = tenant.check().permission();
            for (var principal : tenant.principals()) {
                for (var kind : ScopeKind.values()) {
                    assertThat(allObjects(index, principal, permission, kind, 1 + tenant.upTo(3)))
                            .as("seed %s: %s %s", seed, principal, permission)
                            .containsExactlyElementsOf(tenant.scopes().stream()
                                    .filter(scope -> scope.kind() == kind)
                                    .filter(scope -> allows(index, principal, permission, scope))
                                    .sorted()
                                    .toList());
                }
            }
            for (var scope : tenant.scopes()) {
                assertThat(allSubjects(index, permission, scope, 1 + tenant.upTo(3)))
                        .containsExactlyElementsOf(tenant.principals().stream()
                                .filter(principal -> allows(index, principal, permission, scope))
                                .sorted()
                                .toList());
            }
        }
    }

    @Test
    void aTokenSaysForProjectsWhatChecksSay() {
        for (int seed = 0; seed < 200; seed++) {
            var tenant = new RandomTenant(seed);
            var index = TenantIndex.of(tenant.rows());
            for (var principal : tenant.principals()) {
                var grants = index.grants(principal, NOW);
                for (var permission : Permission.values()) {
                    boolean everywhere = holds(grants, index.organization(), permission);
                    for (var scope : tenant.scopes()) {
                        boolean allowed = allows(index, principal, permission, scope);
                        if (scope.kind() == ScopeKind.PROJECT
                                && !index.path(scope).isEmpty()) {
                            assertThat(everywhere || holds(grants, scope, permission))
                                    .as("seed %s: %s %s %s", seed, principal, permission, scope)
                                    .isEqualTo(allowed);
                        } else if (everywhere || holds(grants, scope, permission)) {
                            // With a deny somewhere below, a token says less than a check of the scope itself.
                            assertThat(allowed || index.path(scope).isEmpty()).isTrue();
                        }
                    }
                }
                var end = grants.validUntil();
                if (end != null) {
                    assertThat(end).isAfter(NOW);
                    var unchanged = index.grants(principal, end.minusMillis(1));
                    assertThat(unchanged.byScope()).isEqualTo(grants.byScope());
                } else {
                    assertThat(index.grants(principal, Instant.MAX).byScope()).isEqualTo(grants.byScope());
                }
            }
        }
    }

    private static boolean holds(ResolvedGrants grants, Scope scope, Permission permission) {
        return grants.byScope().getOrDefault(scope, PermissionSet.NONE).has(permission);
    }

    @Test
    void changesStepByStepLeadWhereLoadingLeads() {
        for (int seed = 0; seed < 150; seed++) {
            var tenant = new RandomTenant(seed);
            var rows = new ArrayList<>(tenant.rows().rows());
            var index = TenantIndex.of(tenant.rows());
            for (int step = 0; step < 12; step++) {
                var put = new ArrayList<TenantRow>();
                var removed = new ArrayList<TenantRow>();
                for (int each = tenant.upTo(4); each > 0 && !rows.isEmpty(); each--) {
                    var gone = tenant.pick(rows);
                    rows.remove(gone);
                    removed.add(gone);
                }
                for (int each = tenant.upTo(3); each > 0; each--) {
                    put.add(tenant.upTo(3) == 0 ? tenant.deny() : tenant.binding());
                }
                rows.stream()
                        .filter(Member.class::isInstance)
                        .map(Member.class::cast)
                        .findAny()
                        .ifPresent(member -> {
                            var changed = new Member(member.principal(), !member.suspended(), member.actsFor());
                            rows.remove(member);
                            put.add(changed);
                        });
                rows.addAll(put);
                index = index.with(new RowChanges(index.revision(), index.revision() + 1, put, removed));

                var loaded = TenantIndex.of(new TenantRows(tenant.rows().organization(), index.revision(), rows));
                for (int each = 0; each < 30; each++) {
                    var check = tenant.check();
                    assertThat(index.decide(check, NOW)).isEqualTo(loaded.decide(check, NOW));
                }
                for (var principal : tenant.principals()) {
                    assertThat(index.grants(principal, NOW)).isEqualTo(loaded.grants(principal, NOW));
                }
                assertThat(index.rows()).isEqualTo(loaded.rows());
                assertThat(new HashSet<>(index.members().toList()))
                        .isEqualTo(new HashSet<>(loaded.members().toList()));
            }
        }
    }

    private static boolean allows(TenantIndex index, Principal principal, Permission permission, Scope scope) {
        return index.decide(new Check(principal, permission, scope), NOW).allowed();
    }

    private static List<Scope> allObjects(
            TenantIndex index, Principal principal, Permission permission, ScopeKind kind, int limit) {
        var all = new ArrayList<Scope>();
        Scope after = null;
        do {
            var page = index.objects(principal, permission, kind, after, limit, NOW);
            all.addAll(page.items());
            after = page.next();
        } while (after != null);
        return all;
    }

    private static List<Principal> allSubjects(TenantIndex index, Permission permission, Scope scope, int limit) {
        var all = new ArrayList<Principal>();
        Principal after = null;
        do {
            var page = index.subjects(permission, scope, after, limit, NOW);
            all.addAll(page.items());
            after = page.next();
        } while (after != null);
        return all;
    }

    @Test
    void aPrincipalsRowsStayInTheOrderOfScopes() {
        var tenant = new RandomTenant(7);
        var index = TenantIndex.of(tenant.rows());
        for (var principal : tenant.principals()) {
            assertThat(index.bindings(principal)).isSortedAccordingTo(Comparator.comparing(Binding::scope));
            assertThat(index.denies(principal)).isSortedAccordingTo(Comparator.comparing(Deny::scope));
        }
        assertThat(tenant.rows().rows().stream()
                        .filter(Expiring.class::isInstance)
                        .count())
                .isEqualTo(tenant.principals().stream()
                        .mapToLong(each ->
                                index.bindings(each).size() + index.denies(each).size())
                        .sum());
    }
}
