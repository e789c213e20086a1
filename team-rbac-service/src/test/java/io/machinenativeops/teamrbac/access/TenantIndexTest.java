package io.machinenativeops.teamrbac.access;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Node;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Role;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import io.machinenativeops.teamrbac.permission.TenantRow;
import org.junit.jupiter.api.Test;

import static io.machinenativeops.teamrbac.access.Acme.ANN;
import static io.machinenativeops.teamrbac.access.Acme.APOLLO;
import static io.machinenativeops.teamrbac.access.Acme.BLUE;
import static io.machinenativeops.teamrbac.access.Acme.BOB;
import static io.machinenativeops.teamrbac.access.Acme.BOREALIS;
import static io.machinenativeops.teamrbac.access.Acme.BOT;
import static io.machinenativeops.teamrbac.access.Acme.BOT_KEY;
import static io.machinenativeops.teamrbac.access.Acme.CAT;
import static io.machinenativeops.teamrbac.access.Acme.COMET;
import static io.machinenativeops.teamrbac.access.Acme.DAN;
import static io.machinenativeops.teamrbac.access.Acme.DUNE;
import static io.machinenativeops.teamrbac.access.Acme.IVY;
import static io.machinenativeops.teamrbac.access.Acme.NOON;
import static io.machinenativeops.teamrbac.access.Acme.NOW;
import static io.machinenativeops.teamrbac.access.Acme.ORGANIZATION;
import static io.machinenativeops.teamrbac.access.Acme.RED;
import static io.machinenativeops.teamrbac.access.Acme.REVISION;
import static io.machinenativeops.teamrbac.access.Acme.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TenantIndexTest {

    private static final PermissionSet READ = PermissionSet.of(Permission.USAGE_READ);

    @Test
    void aChangeLeavesTheIndexBeforeAsItIs() {
        var before = Acme.index();
        var after = before.with(new RowChanges(REVISION, 9, List.of(Member.suspended(CAT)), List.of(Acme.BOB_ADMIN)));

        assertThat(before.revision()).isEqualTo(REVISION);
        assertThat(after.revision()).isEqualTo(9);
        assertThat(allows(before, CAT)).isTrue();
        assertThat(allows(after, CAT)).isFalse();
        assertThat(allows(before, BOB)).isTrue();
        assertThat(allows(after, BOB)).isFalse();
        assertThat(allows(after, ANN)).isTrue();
    }

    @Test
    void changesThatAreKnownChangeNothing() {
        var index = Acme.index();

        assertThat(index.with(new RowChanges(3, REVISION, List.of(), List.of(Acme.ANN_OWNS))))
                .isSameAs(index);
        assertThat(index.with(new RowChanges(3, REVISION + 1, List.of(), List.of(Acme.ANN_OWNS)))
                        .bindings(ANN))
                .isEmpty();
    }

    @Test
    void changesThatDoNotFollowAreRefused() {
        assertThatThrownBy(() -> Acme.index().with(new RowChanges(8, 9, List.of(), List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("changes after revision 8 do not follow on revision 7");
        assertThatThrownBy(() -> new RowChanges(9, 8, List.of(), List.of()))
                .hasMessage("changes from revision 9 to 8: expected to go forward");
    }

    @Test
    void aRowWithAKnownIdTakesThePlaceOfTheOld() {
        var index = Acme.with(
                Binding.of(Acme.CAT_DEVELOPER.id(), CAT, COMET, BuiltInRole.VIEWER),
                new Deny(Acme.DAN_WITHOUT_RED.id(), DAN, BLUE, READ, null),
                Role.custom(Acme.RELEASE, "release", READ),
                new Node(APOLLO, BLUE));

        assertThat(index.bindings(CAT)).extracting(Binding::scope).containsExactly(COMET);
        assertThat(index.denies(DAN)).extracting(Deny::scope).containsExactly(BLUE);
        assertThat(index.role(Acme.RELEASE)).map(Role::permissions).contains(READ);
        assertThat(index.path(APOLLO)).containsExactly(APOLLO, BLUE, ORGANIZATION);
        assertThat(index.rows()).isEqualTo(Acme.index().rows());
    }

    @Test
    void whatIsRemovedIsGone() {
        var index = Acme.without(Acme.rows().toArray(TenantRow[]::new));

        // Of what it was made of, the six built-in roles stay.
        assertThat(index.rows()).isEqualTo(6);
        assertThat(index.members()).isEmpty();
        assertThat(index.organization()).isEqualTo(ORGANIZATION);
        assertThat(index.path(RED)).isEmpty();
    }

    @Test
    void rowsAreCounted() {
        // 10 members, 10 bindings, 2 denies, 6 + 1 roles, 6 teams and projects
        assertThat(Acme.index().rows()).isEqualTo(35);
    }

    @Test
    void nobodyChangesBuiltInRoles() {
        assertThatThrownBy(() -> Acme.with(BuiltInRole.VIEWER.role()))
                .hasMessage("'viewer' is a built-in role: nobody changes it");
        assertThatThrownBy(() -> Acme.without(BuiltInRole.VIEWER.role())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listsWhereAPermissionIsHeld() {
        assertThat(objects(ANN, Permission.USAGE_READ, ScopeKind.PROJECT).items())
                .containsExactly(APOLLO, BOREALIS, COMET, DUNE);
        assertThat(objects(DAN, Permission.USAGE_READ, ScopeKind.PROJECT).items())
                .containsExactly(COMET, DUNE);
        assertThat(objects(DAN, Permission.USAGE_READ, ScopeKind.TEAM).items()).containsExactly(BLUE);
        assertThat(objects(BOB, Permission.ARTIFACT_ADMIN, ScopeKind.PROJECT).items())
                .containsExactly(APOLLO);
        assertThat(objects(DAN, Permission.USAGE_READ, ScopeKind.ORGANIZATION).items())
                .containsExactly(ORGANIZATION);
        assertThat(objects(Acme.SUE, Permission.USAGE_READ, ScopeKind.PROJECT).items())
                .isEmpty();
    }

    private static Page<Scope> objects(Principal principal, Permission permission, ScopeKind kind) {
        return Acme.index().objects(principal, permission, kind, null, 100, NOW);
    }

    @Test
    void goesOnBehindTheLastItem() {
        var index = Acme.index();
        var first = index.objects(ANN, Permission.USAGE_READ, ScopeKind.PROJECT, null, 3, NOW);
        var second = index.objects(ANN, Permission.USAGE_READ, ScopeKind.PROJECT, first.next(), 3, NOW);
        var exact = index.objects(ANN, Permission.USAGE_READ, ScopeKind.PROJECT, null, 4, NOW);

        assertThat(first).isEqualTo(new Page<>(List.of(APOLLO, BOREALIS, COMET), COMET));
        assertThat(second).isEqualTo(new Page<>(List.of(DUNE), null));
        assertThat(exact.next()).isNull();
    }

    @Test
    void listsWhoHoldsAPermission() {
        var index = Acme.index();

        assertThat(index.subjects(Permission.USAGE_WRITE, APOLLO, null, 10, NOW).items())
                .containsExactly(ANN, BOB, CAT, BOT, BOT_KEY);
        assertThat(index.subjects(Permission.USAGE_WRITE, APOLLO, BOB, 2, NOW))
                .isEqualTo(new Page<>(List.of(CAT, BOT), BOT));
        assertThat(index.subjects(Permission.USAGE_WRITE, COMET, null, 10, NOW).items())
                .containsExactly(ANN, IVY);
        assertThat(index.subjects(Permission.USAGE_WRITE, COMET, null, 10, NOON).items())
                .containsExactly(ANN);
    }

    @Test
    void whatIsHeldThroughoutIsHeldBelowToo() {
        var index = Acme.index();

        assertThat(index.throughout(ANN, ORGANIZATION, NOW, null)).isEqualTo(PermissionSet.ALL);
        assertThat(index.throughout(BOB, RED, NOW, null))
                .isEqualTo(BuiltInRole.ADMIN.permissions().without(PermissionSet.of(Permission.ARTIFACT_ADMIN)));
        assertThat(index.throughout(BOB, APOLLO, NOW, null)).isEqualTo(BuiltInRole.ADMIN.permissions());
        assertThat(index.throughout(BOB, Acme.ELSEWHERE, NOW, null)).isEqualTo(PermissionSet.NONE);
        assertThat(index.throughout(IVY, BLUE, NOW, NOON)).isEqualTo(BuiltInRole.DEVELOPER.permissions());
        assertThat(index.throughout(IVY, BLUE, NOW, NOON.plusNanos(1))).isEqualTo(PermissionSet.NONE);
        assertThat(index.throughout(IVY, BLUE, NOW, null)).isEqualTo(PermissionSet.NONE);
        assertThat(index.throughout(IVY, BLUE, NOON, NOON)).isEqualTo(PermissionSet.NONE);
    }

    @Test
    void tooManyRowsAreAnErrorThatSaysHowMany() {
        assertThatThrownBy(() -> TenantIndex.of(new TenantRows(
                        Acme.ID, 1, many(1_001, each -> Role.custom(id(each).toString(), "own " + each, READ)))))
                .isInstanceOf(LimitExceededException.class)
                .hasMessage("1,001 roles of its own: expected at most 1,000")
                .satisfies(thrown ->
                        assertThat(((LimitExceededException) thrown).limit()).isEqualTo(Limit.ROLES));
        assertThat(TenantIndex.of(new TenantRows(
                                Acme.ID, 1, many(1_000, each -> Role.custom(id(each).toString(), "own " + each, READ))))
                        .rows())
                .isEqualTo(1_006);
        assertThatThrownBy(() -> TenantIndex.of(new TenantRows(
                        Acme.ID, 1, many(100_001, each -> new Node(Scope.project(id(each)), ORGANIZATION)))))
                .hasMessage("100,001 teams and projects: expected at most 100,000");
        assertThatThrownBy(() -> TenantIndex.of(new TenantRows(
                        Acme.ID, 1, many(100_001, each -> Member.active(Principal.user(id(each)))))))
                .hasMessage("100,001 members with their keys: expected at most 100,000");
        assertThatThrownBy(() -> TenantIndex.of(new TenantRows(
                        Acme.ID,
                        1,
                        many(50_001, each -> new Deny(id(each), Principal.user(id(each)), RED, READ, null)))))
                .hasMessage("50,001 denies: expected at most 50,000");
        assertThat(Limit.BINDINGS.most()).isEqualTo(500_000);
    }

    private static List<TenantRow> many(int count, IntFunction<TenantRow> row) {
        return IntStream.range(0, count).mapToObj(row).toList();
    }

    @Test
    void eightLevelsAreAllowedAndNineAreAnError() {
        // The organisation and six teams under one another make seven levels, a project the eighth.
        var rows = new ArrayList<TenantRow>();
        var parent = ORGANIZATION;
        for (int level = 2; level <= 8; level++) {
            var team = Scope.team(id(500 + level));
            rows.add(new Node(team, parent));
            parent = team;
        }
        var deepest = parent;
        var eight = Acme.with(rows.toArray(TenantRow[]::new));
        rows.add(new Node(Scope.project(id(600)), deepest));
        var nine = Acme.with(rows.toArray(TenantRow[]::new));

        assertThat(eight.decide(new Check(ANN, Permission.USAGE_READ, deepest), NOW)
                        .allowed())
                .isTrue();
        assertThat(eight.path(deepest)).hasSize(8);
        assertThatThrownBy(() -> nine.decide(new Check(ANN, Permission.USAGE_READ, Scope.project(id(600))), NOW))
                .isInstanceOf(LimitExceededException.class)
                .hasMessage("9 levels from a scope up to the organisation, both counted: expected at most 8");
        assertThatThrownBy(() -> nine.grants(ANN, NOW)).isInstanceOf(LimitExceededException.class);
        assertThat(eight.grants(ANN, NOW).byScope()).containsOnlyKeys(ORGANIZATION);
    }

    @Test
    void aCircleIsAnErrorNotARefusal() {
        var circle = Acme.with(new Node(RED, BLUE), new Node(BLUE, RED));

        assertThatThrownBy(() -> circle.decide(new Check(ANN, Permission.USAGE_READ, APOLLO), NOW))
                .isInstanceOf(LimitExceededException.class);
        // What does not hang on it is answered, and so are lists: they begin at the organisation.
        assertThat(circle.decide(new Check(ANN, Permission.USAGE_READ, DUNE), NOW)
                        .allowed())
                .isTrue();
        assertThat(circle.objects(ANN, Permission.USAGE_READ, ScopeKind.PROJECT, null, 10, NOW)
                        .items())
                .containsExactly(DUNE);
    }

    @Test
    void aPageHoldsTenThousand() {
        var index = Acme.index();
        assertThat(index.objects(ANN, Permission.USAGE_READ, ScopeKind.PROJECT, null, 10_000, NOW)
                        .items())
                .hasSize(4);
        assertThatThrownBy(() -> index.objects(ANN, Permission.USAGE_READ, ScopeKind.PROJECT, null, 10_001, NOW))
                .isInstanceOf(LimitExceededException.class)
                .hasMessage("10,001 items in one page: expected at most 10,000");
        assertThatThrownBy(() -> index.subjects(Permission.USAGE_READ, RED, null, 0, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a page of 0 items: expected at least 1");
    }

    @Test
    void manyMembersAreFoundAmongMany() {
        var rows = new ArrayList<TenantRow>();
        for (int each = 0; each < 5_000; each++) {
            rows.add(Member.active(Principal.user(id(each))));
            rows.add(Binding.of(id(10_000 + each), Principal.user(id(each)), ORGANIZATION, BuiltInRole.VIEWER));
        }
        var index = TenantIndex.of(new TenantRows(Acme.ID, 1, rows));
        for (int each = 0; each < 5_000; each++) {
            assertThat(index.member(Principal.user(id(each)))).isPresent();
        }
        assertThat(index.member(Principal.user(id(5_000)))).isEmpty();
        assertThat(index.members()).hasSize(5_000);
    }

    private static boolean allows(TenantIndex index, Principal principal) {
        return index.decide(new Check(principal, Permission.USAGE_READ, APOLLO), NOW)
                .allowed();
    }

    @Test
    void reachesWhereSomethingIsHeldAndWhatThatStandsUnder() {
        assertThat(Acme.index().reached(Acme.CAT, Acme.NOW))
                .containsExactlyInAnyOrder(Acme.APOLLO, Acme.RED, Acme.ORGANIZATION);
        assertThat(Acme.index().reached(Acme.BOB, Acme.NOW))
                .containsExactlyInAnyOrder(Acme.RED, Acme.APOLLO, Acme.BOREALIS, Acme.ORGANIZATION);
        assertThat(Acme.index().reached(Acme.HAL, Acme.NOW)).isEmpty();
        assertThat(Acme.index().reached(Acme.SUE, Acme.NOW)).isEmpty();
    }
}
