package io.machinenativeops.teamrbac.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.teamrbac.TeamRbacService;
import io.machinenativeops.teamrbac.access.Check;
import io.machinenativeops.teamrbac.access.TenantIndex;
import io.machinenativeops.teamrbac.access.TenantIndexes;
import io.machinenativeops.teamrbac.delegation.Ownership;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.cloud.stream.binding.BindingService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IdentityIT extends TeamRbacService {

    private static final Logger log = LoggerFactory.getLogger(IdentityIT.class);

    @Autowired
    private IdentityStore store;

    @Autowired
    private TenantIndexes indexes;

    @Autowired
    private BindingService bindings;

    private boolean may(Principal principal, Permission permission, Scope scope) {
        return decisions
                .check(organization, 0, new Check(principal, permission, scope))
                .value()
                .allowed();
    }

    private void unbind(Binding binding) {
        changes.change(organization.toString(), change -> {
            change.remove(binding);
            return database.inside(
                    jdbc -> jdbc.sql("UPDATE role_binding SET deleted_at = now(), identity_revision = ? WHERE id = ?")
                            .params(change.revision(), binding.id())
                            .update());
        });
    }

    @Test
    void answersAsOfTheLastChange() {
        var team = node(ScopeKind.TEAM, everywhere, "red");
        var project = node(ScopeKind.PROJECT, team, "apollo");
        var lead = member(team, BuiltInRole.ADMIN);

        assertThat(may(owner, Permission.ORG_MANAGE, project)).isTrue();
        assertThat(may(lead, Permission.PROJECT_MANAGE, project)).isTrue();
        assertThat(may(lead, Permission.PROJECT_MANAGE, everywhere)).isFalse();

        unbind(indexes.at(organization, 0).bindings(lead).getFirst());
        assertThat(may(lead, Permission.PROJECT_MANAGE, project)).isFalse();
    }

    @Test
    void bringsAnIndexUpToDateToWhatItWouldBeIfItWereReadAnew() {
        var before = TenantIndex.of(store.load(organization));
        var team = node(ScopeKind.TEAM, everywhere, "red");
        var lead = member(team, BuiltInRole.DEVELOPER);
        var gone = member(team, BuiltInRole.DEVELOPER);
        var binding = indexes.at(organization, 0).bindings(gone).getFirst();
        unbind(binding);

        var changed = store.changes(organization, before.revision()).orElseThrow();
        assertThat(changed.removed()).containsExactly(binding);
        var now = before.with(changed);
        var anew = TenantIndex.of(store.load(organization));
        assertThat(now.revision()).isEqualTo(anew.revision()).isEqualTo(before.revision() + 6);
        assertThat(now.members())
                .containsExactlyInAnyOrderElementsOf(anew.members().toList());
        assertThat(now.bindings(lead)).isEqualTo(anew.bindings(lead)).hasSize(1);
        assertThat(now.bindings(gone)).isEmpty();
        assertThat(now.path(team)).containsExactly(team, everywhere);
    }

    @Test
    void changesNothingWhenTheWorkFails() {
        var revision = indexes.at(organization, 0).revision();
        assertThatThrownBy(() -> changes.change(organization.toString(), change -> {
                    change.supersedesAll();
                    throw new IllegalArgumentException("changed my mind");
                }))
                .hasMessage("changed my mind");

        assertThat(store.load(organization).revision()).isEqualTo(revision);
    }

    @Test
    void refusesToLoseTheLastOwner() {
        var binding = indexes.at(organization, 0).bindings(owner).getFirst();

        assertThatThrownBy(() -> unbind(binding))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(IdentityProblem.LAST_OWNER));
        assertThat(may(owner, Permission.ORG_MANAGE, everywhere)).isTrue();
    }

    @Test
    void leavesOneOwnerWhenTwoGoAtOnce() throws InterruptedException {
        var other = member(everywhere, BuiltInRole.OWNER);
        var first = indexes.at(organization, 0).bindings(owner).getFirst();
        var second = indexes.at(organization, 0).bindings(other).getFirst();

        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var ends = pool.invokeAll(List.<Callable<Boolean>>of(() -> goes(first), () -> goes(second))).stream()
                    .map(each -> {
                        try {
                            return each.get();
                        } catch (InterruptedException | ExecutionException failure) {
                            throw new AssertionError(failure);
                        }
                    });
            assertThat(ends).containsExactlyInAnyOrder(true, false);
        }
        assertThat(new Ownership(indexes.at(organization, 0), Instant.now()).owners())
                .hasSize(1);
    }

    private boolean goes(Binding binding) {
        try {
            unbind(binding);
            return true;
        } catch (ProblemException refused) {
            assertThat(refused.type()).isEqualTo(IdentityProblem.LAST_OWNER);
            return false;
        }
    }

    @Test
    void suspendsEverybodyInASuspendedOrganization() {
        assertThat(may(owner, Permission.ORG_MANAGE, everywhere)).isTrue();
        changes.change(organization.toString(), change -> {
            change.supersedesAll();
            return database.inside(
                    jdbc -> jdbc.sql("UPDATE organization SET suspended_at = now(), identity_revision = ?")
                            .param(change.revision())
                            .update());
        });

        assertThat(may(owner, Permission.ORG_MANAGE, everywhere)).isFalse();
    }

    @Test
    void tellsTheIndexesOfOtherReplicas() {
        var elsewhere = new TenantIndexes(store, InstantSource.system(), Duration.ofHours(1), 1_000);
        var feed = new IndexFeed(bindings, elsewhere);
        feed.start();
        try {
            var before = elsewhere.at(organization, 0).revision();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                member(everywhere, BuiltInRole.VIEWER);
                return elsewhere.at(organization, 0).revision() > before;
            });
        } finally {
            feed.stop();
        }
    }

    @Test
    void readsAnOrganizationOfTenThousandMembersQuickly() {
        database.forOrganization(organization.toString(), jdbc -> {
            jdbc.sql("""
                            INSERT INTO member (org_id, user_id, name, email, revision, identity_revision, joined_at, updated_at)
                            SELECT ?, gen_random_uuid(), 'x', n || '@example.test', 0, 1, now(), now()
                              FROM generate_series(1, 10000) n
                            """).param(organization.toString()).update();
            return jdbc.sql("""
                            INSERT INTO role_binding (org_id, id, principal, scope, role, revision, identity_revision,
                                created_at, created_by)
                            SELECT org_id, gen_random_uuid(), 'user:' || user_id, 'organization:' || org_id, 'viewer', 0, 1,
                                now(), 'test' FROM member WHERE name = 'x'
                            """).update();
        });
        long began = System.nanoTime();
        var index = TenantIndex.of(store.load(organization));
        log.info("an index of 10,001 members was read in {} ms", (System.nanoTime() - began) / 1_000_000);

        assertThat(index.members()).hasSize(10_001);
    }

    @Test
    void tellsOfAChangeAsTheContractSays() {
        var key = Principal.key(NewId.next());
        changes.change(organization.toString(), change -> {
            change.put(Member.key(key, owner));
            change.supersedes(owner);
            change.supersedesKey("8fK2mQ0zR4tYb7Xc");
            var told = change.told();
            assertThat(told.subjects()).containsExactly(owner.toString());
            assertThat(told.keyIds()).containsExactly("8fK2mQ0zR4tYb7Xc");
            assertThat(told.all()).isFalse();
            assertThat(told.revision()).isEqualTo(change.index().revision() + 1);
            return told;
        });
    }
}
