package io.machinenativeops.teamrbac.access;

import java.util.List;

import io.machinenativeops.teamrbac.access.Proof.Denied;
import io.machinenativeops.teamrbac.access.Proof.Granted;
import io.machinenativeops.teamrbac.access.Proof.Missing;
import io.machinenativeops.teamrbac.access.Proof.Reason;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Node;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
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
import static io.machinenativeops.teamrbac.access.Acme.BOT_AGENT;
import static io.machinenativeops.teamrbac.access.Acme.BOT_KEY;
import static io.machinenativeops.teamrbac.access.Acme.BOT_KEY_AGENT;
import static io.machinenativeops.teamrbac.access.Acme.CAT;
import static io.machinenativeops.teamrbac.access.Acme.CAT_DEVELOPER;
import static io.machinenativeops.teamrbac.access.Acme.CAT_KEY;
import static io.machinenativeops.teamrbac.access.Acme.COMET;
import static io.machinenativeops.teamrbac.access.Acme.DAN;
import static io.machinenativeops.teamrbac.access.Acme.DAN_WITHOUT_RED;
import static io.machinenativeops.teamrbac.access.Acme.DUNE;
import static io.machinenativeops.teamrbac.access.Acme.ELSEWHERE;
import static io.machinenativeops.teamrbac.access.Acme.FAY;
import static io.machinenativeops.teamrbac.access.Acme.HAL;
import static io.machinenativeops.teamrbac.access.Acme.IVY;
import static io.machinenativeops.teamrbac.access.Acme.IVY_UNTIL_NOON;
import static io.machinenativeops.teamrbac.access.Acme.NOON;
import static io.machinenativeops.teamrbac.access.Acme.NOW;
import static io.machinenativeops.teamrbac.access.Acme.ORGANIZATION;
import static io.machinenativeops.teamrbac.access.Acme.RED;
import static io.machinenativeops.teamrbac.access.Acme.SUE;
import static io.machinenativeops.teamrbac.access.Acme.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DecisionTest {

    private static final List<Scope> SCOPES =
            List.of(ORGANIZATION, RED, APOLLO, BOREALIS, BLUE, COMET, DUNE, ELSEWHERE);

    /** Who may do what where, worked out by hand from the drawing of {@link Acme}. */
    private static final String TABLE = """
            principal permission        organization red apollo borealis blue comet dune elsewhere
            ann       org:manage             x        x    x       x      x     x    x      .
            ann       usage:read             x        x    x       x      x     x    x      .
            bob       usage:read             .        x    x       x      .     .    .      .
            bob       artifact:admin         .        x    x       .      .     .    .      .
            bob       org:manage             .        .    .       .      .     .    .      .
            cat       usage:write            .        .    x       .      .     .    .      .
            cat       usage:admin            .        .    .       .      .     .    .      .
            dan       usage:read             x        .    .       .      x     x    x      .
            dan       prompt:read            x        x    x       x      x     x    x      .
            dan       audit:read             .        .    .       .      .     .    .      .
            sue       usage:read             .        .    .       .      .     .    .      .
            fay       prompt:publish         .        .    .       .      x     x    .      .
            fay       prompt:read            .        .    .       .      .     .    .      .
            ivy       usage:write            .        .    .       .      x     x    .      .
            hal       usage:read             .        .    .       .      .     .    .      .
            bot       usage:write            .        .    x       .      .     .    .      .
            bot       prompt:write           .        .    .       .      .     .    .      .
            botKey    usage:write            .        .    x       .      .     .    .      .
            catKey    usage:read             .        .    x       .      .     .    .      .
            catKey    usage:write            .        .    .       .      .     .    .      .
            catKey    subscription:read      .        .    .       .      .     .    .      .
            """;

    private static Principal named(String name) {
        return switch (name) {
            case "ann" -> ANN;
            case "bob" -> BOB;
            case "cat" -> CAT;
            case "dan" -> DAN;
            case "sue" -> SUE;
            case "fay" -> FAY;
            case "ivy" -> IVY;
            case "hal" -> HAL;
            case "bot" -> BOT;
            case "botKey" -> BOT_KEY;
            case "catKey" -> CAT_KEY;
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Test
    void decidesAsTheTableSays() {
        var index = Acme.index();
        TABLE.lines().skip(1).map(line -> line.trim().split(" +", -1)).forEach(row -> {
            for (int column = 0; column < SCOPES.size(); column++) {
                var check = new Check(named(row[0]), Permission.of(row[1]), SCOPES.get(column));
                assertThat(index.decide(check, NOW).allowed()).as("%s", check).isEqualTo(row[column + 2].equals("x"));
            }
        });
    }

    @Test
    void namesTheBindingAndTheWayUpToIt() {
        assertThat(Acme.index().decide(new Check(ANN, Permission.ORG_MANAGE, APOLLO), NOW))
                .isEqualTo(new Decision(true, new Granted(ANN_OWNS, List.of(APOLLO, RED, ORGANIZATION), null)));
        assertThat(Acme.index()
                        .decide(new Check(CAT, Permission.USAGE_READ, APOLLO), NOW)
                        .proof())
                .isEqualTo(new Granted(CAT_DEVELOPER, List.of(APOLLO), null));
    }

    @Test
    void namesTheNearestOfSeveralBindings() {
        var nearer = Binding.of(id(200), ANN, RED, BuiltInRole.VIEWER);

        assertThat(Acme.with(nearer)
                        .decide(new Check(ANN, Permission.USAGE_READ, APOLLO), NOW)
                        .proof())
                .isEqualTo(new Granted(nearer, List.of(APOLLO, RED), null));
    }

    @Test
    void namesWhatTheOneHasForWhomAKeyActs() {
        assertThat(Acme.index()
                        .decide(new Check(BOT_KEY, Permission.USAGE_WRITE, APOLLO), NOW)
                        .proof())
                .isEqualTo(new Granted(BOT_KEY_AGENT, List.of(APOLLO), new Granted(BOT_AGENT, List.of(APOLLO), null)));
    }

    @Test
    void namesTheDeny() {
        assertThat(Acme.index().decide(new Check(DAN, Permission.USAGE_READ, APOLLO), NOW))
                .isEqualTo(new Decision(false, new Denied(DAN_WITHOUT_RED, List.of(APOLLO, RED))));
        assertThat(Acme.index()
                        .decide(new Check(BOB, Permission.ARTIFACT_ADMIN, BOREALIS), NOW)
                        .proof())
                .isEqualTo(new Denied(BOB_WITHOUT_BOREALIS, List.of(BOREALIS)));
    }

    @Test
    void aDenyWinsOverANearerGrant() {
        var index = Acme.with(Binding.of(id(200), DAN, APOLLO, BuiltInRole.OWNER));

        assertThat(index.decide(new Check(DAN, Permission.USAGE_READ, APOLLO), NOW)
                        .proof())
                .isInstanceOf(Denied.class);
        assertThat(index.decide(new Check(DAN, Permission.USAGE_WRITE, APOLLO), NOW)
                        .allowed())
                .isTrue();
    }

    @Test
    void aDenyOfTheOneForWhomAKeyActsTakesItFromTheKey() {
        var deny = new Deny(id(200), BOT, ORGANIZATION, PermissionSet.of(Permission.USAGE_WRITE), null);
        var keyOnly = new Deny(id(200), BOT_KEY, ORGANIZATION, PermissionSet.of(Permission.USAGE_WRITE), null);

        assertThat(Acme.with(deny)
                        .decide(new Check(BOT_KEY, Permission.USAGE_WRITE, APOLLO), NOW)
                        .proof())
                .isEqualTo(new Denied(deny, List.of(APOLLO, RED, ORGANIZATION)));
        assertThat(Acme.with(keyOnly)
                        .decide(new Check(BOT_KEY, Permission.USAGE_WRITE, APOLLO), NOW)
                        .allowed())
                .isFalse();
        assertThat(Acme.with(keyOnly)
                        .decide(new Check(BOT, Permission.USAGE_WRITE, APOLLO), NOW)
                        .allowed())
                .isTrue();
    }

    @Test
    void saysWhatIsMissing() {
        assertMissing(Reason.NOT_A_MEMBER, HAL, new Check(HAL, Permission.USAGE_READ, APOLLO));
        assertMissing(Reason.SUSPENDED, SUE, new Check(SUE, Permission.USAGE_READ, APOLLO));
        assertMissing(Reason.NO_SUCH_SCOPE, ANN, new Check(ANN, Permission.USAGE_READ, ELSEWHERE));
        assertMissing(Reason.NO_BINDING, CAT, new Check(CAT, Permission.USAGE_READ, COMET));
        // The key has it everywhere, its person does not.
        assertMissing(Reason.NO_BINDING, CAT, new Check(CAT_KEY, Permission.USAGE_READ, COMET));
    }

    private static void assertMissing(Reason reason, Principal principal, Check check) {
        assertThat(Acme.index().decide(check, NOW))
                .isEqualTo(new Decision(false, new Missing(reason, principal, List.of())));
    }

    @Test
    void anEndIsLookedAtWithEachQuestion() {
        var index = Acme.index();
        var check = new Check(IVY, Permission.USAGE_WRITE, COMET);

        assertThat(index.decide(check, NOON.minusNanos(1)).allowed()).isTrue();
        assertThat(index.decide(check, NOON))
                .isEqualTo(new Decision(false, new Missing(Reason.NO_BINDING, IVY, List.of(IVY_UNTIL_NOON))));
    }

    @Test
    void aDenyEndsToo() {
        var index = Acme.with(new Deny(id(81), DAN, RED, PermissionSet.of(Permission.USAGE_READ), NOON));
        var check = new Check(DAN, Permission.USAGE_READ, APOLLO);

        assertThat(index.decide(check, NOON.minusNanos(1)).allowed()).isFalse();
        assertThat(index.decide(check, NOON).allowed()).isTrue();
    }

    @Test
    void aKeyHasNothingOfASuspendedOrRemovedOne() {
        var check = new Check(BOT_KEY, Permission.USAGE_WRITE, APOLLO);

        assertThat(Acme.with(Member.suspended(BOT)).decide(check, NOW).proof())
                .isEqualTo(new Missing(Reason.SUSPENDED, BOT, List.of()));
        assertThat(Acme.without(Member.active(BOT)).decide(check, NOW).proof())
                .isEqualTo(new Missing(Reason.NOT_A_MEMBER, BOT, List.of()));
        assertThat(Acme.with(new Member(BOT_KEY, true, BOT)).decide(check, NOW).proof())
                .isEqualTo(new Missing(Reason.SUSPENDED, BOT_KEY, List.of()));
    }

    @Test
    void aListOfPermissionsIsAGrantToo() {
        var own = new Grant.OfPermissions(PermissionSet.of(Permission.AUDIT_READ));
        var index = Acme.with(new Binding(id(200), HAL, RED, own, null), Member.active(HAL));

        assertThat(index.decide(new Check(HAL, Permission.AUDIT_READ, BOREALIS), NOW)
                        .allowed())
                .isTrue();
        assertThat(index.decide(new Check(HAL, Permission.USAGE_READ, BOREALIS), NOW)
                        .allowed())
                .isFalse();
    }

    @Test
    void whatHangsOnNothingIsNotThere() {
        var index = Acme.without(new Node(RED, ORGANIZATION));

        assertThat(index.decide(new Check(ANN, Permission.USAGE_READ, APOLLO), NOW)
                        .proof())
                .isEqualTo(new Missing(Reason.NO_SUCH_SCOPE, ANN, List.of()));
        assertThat(index.decide(new Check(BOB, Permission.USAGE_READ, RED), NOW).proof())
                .isEqualTo(new Missing(Reason.NO_SUCH_SCOPE, BOB, List.of()));
    }

    @Test
    void aRoleThatIsGoneGivesNothing() {
        var role = Acme.index().role(Acme.RELEASE).orElseThrow();

        assertThat(Acme.without(role)
                        .decide(new Check(FAY, Permission.PROMPT_PUBLISH, BLUE), NOW)
                        .proof())
                .isEqualTo(new Missing(Reason.NO_BINDING, FAY, List.of()));
    }

    @Test
    void aDecisionFitsItsProof() {
        assertThatThrownBy(() -> new Decision(true, new Missing(Reason.NO_BINDING, ANN, List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("allowed is true by Missing");
        assertThatThrownBy(() -> new Decision(false, new Granted(BOB_ADMIN, List.of(RED), null)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
