package io.machinenativeops.teamrbac.delegation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.machinenativeops.teamrbac.access.Acme;
import io.machinenativeops.teamrbac.access.Check;
import io.machinenativeops.teamrbac.access.RandomTenant;
import io.machinenativeops.teamrbac.access.RowChanges;
import io.machinenativeops.teamrbac.access.TenantIndex;
import io.machinenativeops.teamrbac.delegation.Refusal.Reason;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Role;
import io.machinenativeops.teamrbac.permission.Scope;
import org.junit.jupiter.api.Test;

import static io.machinenativeops.teamrbac.access.Acme.ANN;
import static io.machinenativeops.teamrbac.access.Acme.ANN_OWNS;
import static io.machinenativeops.teamrbac.access.Acme.APOLLO;
import static io.machinenativeops.teamrbac.access.Acme.BLUE;
import static io.machinenativeops.teamrbac.access.Acme.BOB;
import static io.machinenativeops.teamrbac.access.Acme.BOB_ADMIN;
import static io.machinenativeops.teamrbac.access.Acme.BOB_WITHOUT_BOREALIS;
import static io.machinenativeops.teamrbac.access.Acme.BOREALIS;
import static io.machinenativeops.teamrbac.access.Acme.BOT;
import static io.machinenativeops.teamrbac.access.Acme.BOT_KEY;
import static io.machinenativeops.teamrbac.access.Acme.CAT;
import static io.machinenativeops.teamrbac.access.Acme.CAT_DEVELOPER;
import static io.machinenativeops.teamrbac.access.Acme.CAT_KEY;
import static io.machinenativeops.teamrbac.access.Acme.CAT_KEY_VIEWER;
import static io.machinenativeops.teamrbac.access.Acme.COMET;
import static io.machinenativeops.teamrbac.access.Acme.DAN;
import static io.machinenativeops.teamrbac.access.Acme.DAN_VIEWER;
import static io.machinenativeops.teamrbac.access.Acme.DAN_WITHOUT_RED;
import static io.machinenativeops.teamrbac.access.Acme.ELSEWHERE;
import static io.machinenativeops.teamrbac.access.Acme.FAY;
import static io.machinenativeops.teamrbac.access.Acme.HAL;
import static io.machinenativeops.teamrbac.access.Acme.IVY;
import static io.machinenativeops.teamrbac.access.Acme.NOON;
import static io.machinenativeops.teamrbac.access.Acme.NOW;
import static io.machinenativeops.teamrbac.access.Acme.ORGANIZATION;
import static io.machinenativeops.teamrbac.access.Acme.RED;
import static io.machinenativeops.teamrbac.access.Acme.SUE;
import static io.machinenativeops.teamrbac.access.Acme.SUE_OWNS;
import static io.machinenativeops.teamrbac.access.Acme.id;
import static org.assertj.core.api.Assertions.assertThat;

class AuthorityTest {

    private static final Grant VIEWER = Grant.of(BuiltInRole.VIEWER);
    private static final Grant DEVELOPER = Grant.of(BuiltInRole.DEVELOPER);
    private static final Grant ADMIN = Grant.of(BuiltInRole.ADMIN);
    private static final Grant OWNER = Grant.of(BuiltInRole.OWNER);
    private static final PermissionSet AUDIT = PermissionSet.of(Permission.AUDIT_READ);

    private static Authority of(Principal actor) {
        return new Authority(Acme.index(), actor, NOW);
    }

    private static void assertRefused(Optional<Refusal> answer, Reason reason, String detail) {
        assertThat(answer).contains(new Refusal(reason, detail));
    }

    private static void assertRefused(Optional<Refusal> answer, Reason reason) {
        assertThat(answer).map(Refusal::reason).contains(reason);
    }

    @Test
    void anOwnerBindsEveryRoleEverywhere() {
        for (var role : BuiltInRole.values()) {
            for (var scope : List.of(ORGANIZATION, RED, APOLLO, BOREALIS)) {
                assertThat(of(ANN).mayBind(scope, Grant.of(role), null)).isEmpty();
            }
        }
    }

    @Test
    void nobodyBindsMoreThanTheOwnPermissions() {
        assertThat(of(BOB).mayBind(APOLLO, ADMIN, null)).isEmpty();
        assertThat(of(BOB).mayBind(RED, DEVELOPER, null)).isEmpty();
        assertRefused(
                of(BOB).mayBind(APOLLO, OWNER, null),
                Reason.BEYOND_OWN,
                "It holds [subscription:manage org:manage], which you do not hold at " + APOLLO
                        + " and everywhere below.");
        assertRefused(
                of(BOB).mayBind(ORGANIZATION, VIEWER, null),
                Reason.LACKS_PERMISSION,
                "This needs member:manage at " + ORGANIZATION + ".");
        assertRefused(of(BOB).mayBind(BLUE, VIEWER, null), Reason.LACKS_PERMISSION);
        assertRefused(of(CAT).mayBind(APOLLO, VIEWER, null), Reason.LACKS_PERMISSION);
        assertRefused(of(HAL).mayBind(APOLLO, VIEWER, null), Reason.LACKS_PERMISSION);
        assertRefused(of(SUE).mayBind(APOLLO, VIEWER, null), Reason.LACKS_PERMISSION);
    }

    @Test
    void whatIsDeniedBelowCannotBeGivenFromAbove() {
        // bob has artifact:admin in the team, but not in one of its projects: a friend would have it there.
        assertRefused(
                of(BOB).mayBind(RED, ADMIN, null),
                Reason.BEYOND_OWN,
                "It holds [artifact:admin], which you do not hold at " + RED + " and everywhere below.");
        assertRefused(of(BOB).mayBind(BOREALIS, ADMIN, null), Reason.BEYOND_OWN);
        assertThat(of(BOB).mayBind(APOLLO, ADMIN, null)).isEmpty();
    }

    @Test
    void ownRolesAndListsAreMeasuredByWhatTheyHold() {
        var release = new Grant.OfRole(Acme.RELEASE);
        var list = new Grant.OfPermissions(PermissionSet.of(Permission.ORG_MANAGE));

        assertThat(of(BOB).mayBind(RED, release, null)).isEmpty();
        assertRefused(of(BOB).mayBind(APOLLO, list, null), Reason.BEYOND_OWN);
        assertRefused(
                of(ANN).mayBind(RED, new Grant.OfRole("no-such-role"), null),
                Reason.NO_SUCH_ROLE,
                "There is no role 'no-such-role'.");
        assertRefused(
                of(ANN).mayBind(ELSEWHERE, VIEWER, null),
                Reason.NO_SUCH_SCOPE,
                "The organisation has no " + ELSEWHERE + ".");
    }

    @Test
    void aGiftLastsNoLongerThanWhatTheGiverHas() {
        var until = new Binding(id(200), HAL, RED, ADMIN, NOON);
        var index = Acme.with(Member.active(HAL), until);
        var hal = new Authority(index, HAL, NOW);

        assertThat(hal.mayBind(RED, VIEWER, NOON)).isEmpty();
        assertThat(hal.mayBind(RED, VIEWER, NOON.minusSeconds(1))).isEmpty();
        assertRefused(hal.mayBind(RED, VIEWER, NOON.plusSeconds(1)), Reason.OUTLASTS_OWN);
        assertRefused(
                hal.mayBind(RED, new Grant.OfPermissions(AUDIT), null),
                Reason.OUTLASTS_OWN,
                "It holds [audit:read] until further notice, which is longer than you hold it yourself.");
        assertRefused(
                hal.mayBind(RED, new Grant.OfPermissions(AUDIT), NOON.plusSeconds(1)),
                Reason.OUTLASTS_OWN,
                "It holds [audit:read] until 2026-11-23T12:00:01Z, which is longer than you hold it yourself.");
        assertRefused(new Authority(index, HAL, NOON).mayBind(RED, VIEWER, NOON), Reason.LACKS_PERMISSION);
    }

    @Test
    void nobodyTakesFromOneWhoHasMore() {
        assertThat(of(BOB).mayUnbind(CAT_DEVELOPER)).isEmpty();
        assertThat(of(ANN).mayUnbind(BOB_ADMIN)).isEmpty();
        assertRefused(of(BOB).mayUnbind(ANN_OWNS), Reason.LACKS_PERMISSION);
        assertRefused(of(CAT).mayUnbind(BOB_ADMIN), Reason.LACKS_PERMISSION);
        var owner = Binding.of(id(200), ANN, RED, BuiltInRole.OWNER);
        assertRefused(
                new Authority(Acme.with(owner), BOB, NOW).mayUnbind(owner),
                Reason.ABOVE_OWN,
                ANN + " has [artifact:admin subscription:manage org:manage] at " + RED + ", which you have not.");
        // What ended or hangs on nothing is nothing above anybody.
        assertThat(of(ANN).mayUnbind(Binding.of(id(200), ANN, ELSEWHERE, BuiltInRole.OWNER)))
                .isEmpty();
        assertRefused(
                of(BOB).mayUnbind(Binding.of(id(200), ANN, ELSEWHERE, BuiltInRole.OWNER)), Reason.LACKS_PERMISSION);
        assertThat(of(BOB).mayUnbind(new Binding(id(200), ANN, RED, OWNER, NOW)))
                .isEmpty();
    }

    @Test
    void everybodyMayGiveUpTheOwn() {
        assertThat(of(CAT).mayUnbind(CAT_DEVELOPER)).isEmpty();
        assertThat(of(SUE).mayUnbind(SUE_OWNS)).isEmpty();
    }

    @Test
    void aDenyNeedsWhatItTakesAndMoreThanTheOtherHas() {
        var fromCat = new Deny(id(200), CAT, APOLLO, PermissionSet.of(Permission.USAGE_WRITE), null);
        var fromAnn = new Deny(id(200), ANN, APOLLO, PermissionSet.of(Permission.USAGE_WRITE), null);
        var ofMore = new Deny(id(200), CAT, BOREALIS, PermissionSet.of(Permission.ARTIFACT_ADMIN), null);
        var fromHal = new Deny(id(200), HAL, APOLLO, PermissionSet.of(Permission.USAGE_WRITE), null);

        assertThat(of(BOB).mayDeny(fromCat)).isEmpty();
        assertThat(of(ANN).mayDeny(fromAnn)).isEmpty();
        assertRefused(of(BOB).mayDeny(fromAnn), Reason.ABOVE_OWN);
        assertRefused(of(BOB).mayDeny(ofMore), Reason.BEYOND_OWN);
        assertRefused(of(CAT).mayDeny(fromCat), Reason.LACKS_PERMISSION);
        assertRefused(of(ANN).mayDeny(fromHal), Reason.NO_SUCH_MEMBER, HAL + " is no member of the organisation.");
    }

    @Test
    void nobodyLiftsTheOwnDeny() {
        assertRefused(of(BOB).mayLift(BOB_WITHOUT_BOREALIS), Reason.BEYOND_OWN);
        assertThat(of(ANN).mayLift(BOB_WITHOUT_BOREALIS)).isEmpty();
        assertRefused(of(CAT).mayLift(DAN_WITHOUT_RED), Reason.LACKS_PERMISSION);
        assertThat(of(ANN).mayLift(new Deny(id(200), CAT, ELSEWHERE, AUDIT, null)))
                .isEmpty();
    }

    @Test
    void aSelfMadeRoleLiftsNobody() {
        var index = Acme.with(Binding.of(id(200), HAL, ORGANIZATION, BuiltInRole.ADMIN), Member.active(HAL));
        var admin = new Authority(index, HAL, NOW);
        var own = Role.custom(id(300).toString(), "lead", PermissionSet.of(Permission.USAGE_ADMIN));
        var escalating = Role.custom(own.id(), "lead", PermissionSet.of(Permission.USAGE_ADMIN, Permission.ORG_MANAGE));

        assertThat(admin.mayMake(own)).isEmpty();
        assertRefused(admin.mayMake(escalating), Reason.BEYOND_OWN);
        assertRefused(admin.mayChange(own, escalating), Reason.BEYOND_OWN);
        // Nor may it take from a role that holds more.
        assertRefused(admin.mayChange(escalating, own), Reason.BEYOND_OWN);
        assertRefused(admin.mayRemove(escalating), Reason.BEYOND_OWN);
        assertThat(admin.mayChange(own, own)).isEmpty();
        assertThat(admin.mayRemove(own)).isEmpty();
        assertRefused(of(BOB).mayMake(own), Reason.LACKS_PERMISSION);
        assertRefused(
                of(ANN).mayMake(BuiltInRole.VIEWER.role()),
                Reason.BUILT_IN_ROLE,
                "'viewer' is a built-in role: nobody changes it.");
        assertRefused(of(ANN).mayRemove(BuiltInRole.OWNER.role()), Reason.BUILT_IN_ROLE);
    }

    @Test
    void keysHoldNoMoreThanTheirMaker() {
        assertThat(of(CAT).mayMakeKey(CAT, APOLLO, DEVELOPER, null)).isEmpty();
        assertRefused(of(CAT).mayMakeKey(CAT, APOLLO, ADMIN, null), Reason.BEYOND_OWN);
        assertRefused(
                of(CAT).mayMakeKey(CAT, COMET, DEVELOPER, null),
                Reason.LACKS_PERMISSION,
                "This needs apikey:own at " + COMET + ".");
        assertRefused(
                of(CAT).mayMakeKey(BOT, APOLLO, DEVELOPER, null),
                Reason.LACKS_PERMISSION,
                "This needs apikey:manage at " + APOLLO + ".");
        assertThat(of(BOB).mayMakeKey(BOT, APOLLO, Grant.of(BuiltInRole.AGENT), null))
                .isEmpty();
        assertThat(of(BOB).mayMakeKey(CAT, APOLLO, VIEWER, null)).isEmpty();
        assertThat(of(BOB).mayMakeKey(BOB, APOLLO, ADMIN, null)).isEmpty();
        assertRefused(of(BOB).mayMakeKey(ANN, APOLLO, VIEWER, null), Reason.ABOVE_OWN);
        assertRefused(of(ANN).mayMakeKey(HAL, APOLLO, VIEWER, null), Reason.NO_SUCH_MEMBER);
        assertRefused(of(DAN).mayMakeKey(DAN, APOLLO, VIEWER, null), Reason.LACKS_PERMISSION);
        assertThat(of(IVY).mayMakeKey(IVY, BLUE, DEVELOPER, NOON)).isEmpty();
        assertRefused(of(IVY).mayMakeKey(IVY, BLUE, DEVELOPER, null), Reason.OUTLASTS_OWN);
        // A viewer sees the subscription, a developer does not.
        assertRefused(of(IVY).mayMakeKey(IVY, BLUE, VIEWER, NOON), Reason.BEYOND_OWN);
    }

    @Test
    void keysAreRevokedByWhomTheyActForOrByWhoManagesKeys() {
        assertThat(of(CAT).mayRevoke(CAT_KEY)).isEmpty();
        assertThat(of(CAT_KEY).mayRevoke(CAT_KEY)).isEmpty();
        assertThat(of(BOT).mayRevoke(BOT_KEY)).isEmpty();
        assertThat(of(BOB).mayRevoke(BOT_KEY)).isEmpty();
        assertThat(of(ANN).mayRevoke(CAT_KEY)).isEmpty();
        // It reaches all of the organisation.
        assertRefused(
                of(BOB).mayRevoke(CAT_KEY),
                Reason.LACKS_PERMISSION,
                "This needs apikey:manage at " + ORGANIZATION + ".");
        assertRefused(of(CAT).mayRevoke(BOT_KEY), Reason.LACKS_PERMISSION);
        assertRefused(of(ANN).mayRevoke(Principal.key(id(404))), Reason.NO_SUCH_MEMBER);
        var bare = Acme.without(CAT_KEY_VIEWER);
        assertThat(new Authority(bare, ANN, NOW).mayRevoke(CAT_KEY)).isEmpty();
        assertRefused(new Authority(bare, BOB, NOW).mayRevoke(CAT_KEY), Reason.LACKS_PERMISSION);
    }

    @Test
    void membersAreSuspendedByThoseWhoHaveMore() {
        assertThat(of(ANN).mayRule(BOB)).isEmpty();
        assertThat(of(ANN).mayRule(FAY)).isEmpty();
        assertThat(of(ANN).mayRule(SUE)).isEmpty();
        assertRefused(of(BOB).mayRule(CAT), Reason.LACKS_PERMISSION);
        assertRefused(of(ANN).mayRule(HAL), Reason.NO_SUCH_MEMBER);
        assertRefused(
                of(ANN).mayRule(ANN),
                Reason.ONESELF,
                "Nobody suspends, resumes or removes oneself; leaving is another matter.");
        var admin = Acme.with(Member.active(HAL), Binding.of(id(200), HAL, ORGANIZATION, BuiltInRole.ADMIN));
        assertThat(new Authority(admin, HAL, NOW).mayRule(CAT)).isEmpty();
        assertRefused(new Authority(admin, HAL, NOW).mayRule(ANN), Reason.ABOVE_OWN);
        // Also an owner who is suspended: resuming would bring one back who has more.
        assertRefused(new Authority(admin, HAL, NOW).mayRule(SUE), Reason.ABOVE_OWN);
    }

    @Test
    void usersLeaveAndNobodyElse() {
        assertThat(of(CAT).mayLeave()).isEmpty();
        assertThat(of(SUE).mayLeave()).isEmpty();
        assertRefused(of(BOT).mayLeave(), Reason.NOT_A_USER, BOT + " is no user: agents and keys are removed.");
        assertRefused(of(CAT_KEY).mayLeave(), Reason.NOT_A_USER);
        assertRefused(of(HAL).mayLeave(), Reason.NO_SUCH_MEMBER);
    }

    @Test
    void dansViewBindingIsHisOwnConcern() {
        assertThat(of(ANN).mayUnbind(DAN_VIEWER)).isEmpty();
        assertRefused(of(FAY).mayUnbind(DAN_VIEWER), Reason.LACKS_PERMISSION);
    }

    /** Whatever the rules let somebody give, nobody ends up with what neither had nor was the giver's. */
    @Test
    void noPermittedBindingRaisesAnybodyAboveTheGiver() {
        int permitted = 0;
        for (int seed = 0; seed < 700; seed++) {
            var tenant = new RandomTenant(seed);
            var index = TenantIndex.of(tenant.rows());
            for (int each = 0; each < 12; each++) {
                var wanted = tenant.binding();
                var actor = tenant.pick(tenant.principals());
                var authority = new Authority(index, actor, RandomTenant.NOW);
                if (authority
                        .mayBind(wanted.scope(), wanted.grant(), wanted.expiresAt())
                        .isPresent()) {
                    continue;
                }
                permitted++;
                var after = index.with(new RowChanges(1, 2, List.of(wanted), List.of()));
                var end = wanted.expiresAt() == null
                        ? Instant.MAX
                        : wanted.expiresAt().minusNanos(1);
                for (var moment : List.of(RandomTenant.NOW, end)) {
                    if (!moment.isBefore(RandomTenant.NOW)) {
                        assertNobodyAbove(tenant, index, after, actor, wanted, moment);
                    }
                }
            }
        }
        assertThat(permitted).isGreaterThan(100);
    }

    private static void assertNobodyAbove(
            RandomTenant tenant,
            TenantIndex before,
            TenantIndex after,
            Principal actor,
            Binding wanted,
            Instant moment) {
        for (var scope : tenant.scopes()) {
            if (before.path(scope).isEmpty()) {
                continue;
            }
            var had = at(before, wanted.principal(), scope, moment);
            var giver = at(before, actor, scope, moment);
            var has = at(after, wanted.principal(), scope, moment);
            assertThat(had.with(giver).hasAll(has))
                    .as("%s gave %s at %s", actor, wanted, moment)
                    .isTrue();
        }
    }

    private static PermissionSet at(TenantIndex index, Principal principal, Scope scope, Instant moment) {
        var held = PermissionSet.NONE;
        for (var permission : Permission.values()) {
            if (index.decide(new Check(principal, permission, scope), moment).allowed()) {
                held = held.with(PermissionSet.of(permission));
            }
        }
        return held;
    }

    @Test
    void movesWhatIsManagedAtBothPlaces() {
        var both = Acme.with(Binding.of(id(90), BOB, BLUE, BuiltInRole.ADMIN));
        assertThat(of(ANN).mayMove(APOLLO, BLUE, Permission.PROJECT_MANAGE)).isEmpty();
        assertThat(new Authority(both, BOB, NOW).mayMove(APOLLO, BLUE, Permission.PROJECT_MANAGE))
                .isEmpty();
        assertRefused(of(BOB).mayMove(APOLLO, BLUE, Permission.PROJECT_MANAGE), Reason.LACKS_PERMISSION);
        assertRefused(of(BOB).mayMove(COMET, RED, Permission.PROJECT_MANAGE), Reason.LACKS_PERMISSION);
    }

    @Test
    void whoMovesGivesItToThoseWhoAreThere() {
        var manager = PermissionSet.of(Permission.PROJECT_MANAGE, Permission.PROMPT_PUBLISH);
        var before = Acme.with(
                new Binding(id(90), CAT, RED, new Grant.OfPermissions(manager), null),
                new Binding(id(91), CAT, BLUE, new Grant.OfPermissions(manager), null));
        // cat is a developer in apollo, as ivy is in blue.
        assertThat(new Authority(before, CAT, NOW).mayMove(APOLLO, BLUE, Permission.PROJECT_MANAGE))
                .isEmpty();
        // bob is an admin in red, which cat is not in comet.
        assertRefused(
                new Authority(before, CAT, NOW).mayMove(COMET, RED, Permission.PROJECT_MANAGE), Reason.BEYOND_OWN);
    }

    @Test
    void whoMovesGivesBackWhatWasDeniedAbove() {
        var manager = PermissionSet.of(Permission.PROJECT_MANAGE, Permission.PROMPT_PUBLISH);
        var here = new Binding(id(90), CAT, RED, new Grant.OfPermissions(manager), null);
        var there = new Binding(id(91), CAT, BLUE, new Grant.OfPermissions(manager), null);
        assertRefused(
                new Authority(Acme.with(here, there, new Deny(id(92), DAN, RED, AUDIT, null)), CAT, NOW)
                        .mayMove(APOLLO, BLUE, Permission.PROJECT_MANAGE),
                Reason.BEYOND_OWN);
        // What is denied at the place itself goes with it.
        assertThat(new Authority(Acme.with(here, there, new Deny(id(92), DAN, APOLLO, AUDIT, null)), CAT, NOW)
                        .mayMove(APOLLO, BLUE, Permission.PROJECT_MANAGE))
                .isEmpty();
    }
}
