package io.machinenativeops.teamrbac.delegation;

import java.util.List;

import io.machinenativeops.teamrbac.access.Acme;
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
import io.machinenativeops.teamrbac.permission.TenantRow;
import org.junit.jupiter.api.Test;

import static io.machinenativeops.teamrbac.access.Acme.ANN;
import static io.machinenativeops.teamrbac.access.Acme.ANN_OWNS;
import static io.machinenativeops.teamrbac.access.Acme.BOB;
import static io.machinenativeops.teamrbac.access.Acme.BOT;
import static io.machinenativeops.teamrbac.access.Acme.CAT;
import static io.machinenativeops.teamrbac.access.Acme.HAL;
import static io.machinenativeops.teamrbac.access.Acme.NOON;
import static io.machinenativeops.teamrbac.access.Acme.NOW;
import static io.machinenativeops.teamrbac.access.Acme.ORGANIZATION;
import static io.machinenativeops.teamrbac.access.Acme.RED;
import static io.machinenativeops.teamrbac.access.Acme.REVISION;
import static io.machinenativeops.teamrbac.access.Acme.SUE;
import static io.machinenativeops.teamrbac.access.Acme.id;
import static org.assertj.core.api.Assertions.assertThat;

class OwnershipTest {

    private static final PermissionSet ORG_MANAGE = PermissionSet.of(Permission.ORG_MANAGE);

    private static Ownership of(TenantIndex index) {
        return new Ownership(index, NOW);
    }

    private static RowChanges put(TenantRow... rows) {
        return new RowChanges(REVISION, REVISION + 1, List.of(rows), List.of());
    }

    private static RowChanges remove(TenantRow... rows) {
        return new RowChanges(REVISION, REVISION + 1, List.of(), List.of(rows));
    }

    @Test
    void ownersAreActiveUsersWithTheRoleForGood() {
        var index = Acme.with(
                // Of a team, of an agent, for a while only, and of one who is no member.
                Binding.of(id(201), BOB, RED, BuiltInRole.OWNER),
                Binding.of(id(202), BOT, ORGANIZATION, BuiltInRole.OWNER),
                new Binding(id(203), CAT, ORGANIZATION, Grant.of(BuiltInRole.OWNER), NOON),
                Binding.of(id(204), HAL, ORGANIZATION, BuiltInRole.OWNER),
                new Binding(id(205), CAT, ORGANIZATION, new Grant.OfPermissions(PermissionSet.ALL), null));

        assertThat(of(index).owners()).containsExactly(ANN);
        assertThat(of(Acme.with(Member.active(SUE))).owners()).containsExactly(ANN, SUE);
    }

    @Test
    void whoIsDeniedToManageTheOrganisationDoesNotOwnIt() {
        assertThat(of(Acme.with(new Deny(id(201), ANN, ORGANIZATION, ORG_MANAGE, null)))
                        .owners())
                .isEmpty();
        assertThat(of(Acme.with(new Deny(id(201), ANN, ORGANIZATION, ORG_MANAGE, NOW)))
                        .owners())
                .containsExactly(ANN);
        assertThat(of(Acme.with(new Deny(id(201), ANN, RED, ORG_MANAGE, null))).owners())
                .containsExactly(ANN);
        assertThat(of(Acme.with(new Deny(id(201), ANN, ORGANIZATION, PermissionSet.of(Permission.USAGE_READ), null)))
                        .owners())
                .containsExactly(ANN);
    }

    @Test
    void everyWayToLoseTheLastOwnerIsRefused() {
        var ownership = of(Acme.index());
        for (var change : List.of(
                remove(ANN_OWNS),
                remove(Member.active(ANN)),
                put(Member.suspended(ANN)),
                put(new Deny(id(201), ANN, ORGANIZATION, ORG_MANAGE, null)),
                put(new Binding(ANN_OWNS.id(), ANN, ORGANIZATION, Grant.of(BuiltInRole.OWNER), NOON)),
                put(Binding.of(ANN_OWNS.id(), ANN, ORGANIZATION, BuiltInRole.ADMIN)),
                put(Binding.of(ANN_OWNS.id(), ANN, RED, BuiltInRole.OWNER)))) {
            assertThat(ownership.keepsAnOwner(change))
                    .contains(new Refusal(
                            Reason.LAST_OWNER,
                            "Nobody would own the organisation any more: make another member its owner first."));
        }
    }

    @Test
    void oneOfTwoOwnersMayGo() {
        var two = Acme.with(Member.active(SUE));
        var next = new RowChanges(REVISION + 1, REVISION + 2, List.of(), List.of(ANN_OWNS));

        assertThat(of(two).keepsAnOwner(next)).isEmpty();
        assertThat(of(two.with(next)).owners()).containsExactly(SUE);
        assertThat(of(Acme.index()).keepsAnOwner(remove(Member.active(CAT)))).isEmpty();
        assertThat(of(Acme.index()).keepsAnOwner(put(Member.active(SUE)))).isEmpty();
    }

    @Test
    void anOrganisationWithoutAnOwnerIsNotHeldUp() {
        assertThat(of(Acme.without(ANN_OWNS))
                        .keepsAnOwner(
                                new RowChanges(REVISION + 1, REVISION + 2, List.of(), List.of(Member.active(CAT)))))
                .isEmpty();
    }

    @Test
    void anOwnerHandsOverToAnActiveUser() {
        var ownership = of(Acme.index());

        assertThat(ownership.mayTransfer(ANN, BOB)).isEmpty();
        assertThat(ownership.mayTransfer(BOB, CAT))
                .contains(new Refusal(Reason.NOT_THE_OWNER, BOB + " does not own the organisation."));
        assertThat(ownership.mayTransfer(SUE, CAT)).map(Refusal::reason).contains(Reason.NOT_THE_OWNER);
        assertThat(ownership.mayTransfer(ANN, ANN))
                .contains(new Refusal(Reason.ONESELF, ANN + " owns the organisation already."));
        assertThat(ownership.mayTransfer(ANN, BOT))
                .contains(new Refusal(Reason.NOT_A_USER, BOT + " is no user: only users own organisations."));
        assertThat(ownership.mayTransfer(ANN, SUE))
                .contains(new Refusal(Reason.NO_SUCH_MEMBER, SUE + " is no active member of the organisation."));
        assertThat(ownership.mayTransfer(ANN, HAL)).map(Refusal::reason).contains(Reason.NO_SUCH_MEMBER);
    }

    @Test
    void aTransferMakesAnOwnerAndAnAdmin() {
        var index = Acme.index();
        var transfer = of(index).transfer(ANN, BOB, id(201), id(202));

        assertThat(transfer.put())
                .containsExactly(
                        Binding.of(id(201), BOB, ORGANIZATION, BuiltInRole.OWNER),
                        Binding.of(id(202), ANN, ORGANIZATION, BuiltInRole.ADMIN));
        assertThat(transfer.removed()).containsExactly(ANN_OWNS);
        assertThat(of(index).keepsAnOwner(transfer)).isEmpty();
        var after = index.with(transfer);
        assertThat(of(after).owners()).containsExactly(BOB);
        assertThat(after.throughout(ANN, ORGANIZATION, NOW, null)).isEqualTo(BuiltInRole.ADMIN.permissions());
    }
}
