package io.machinenativeops.teamrbac.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.teamrbac.access.TenantIndex;
import io.machinenativeops.teamrbac.access.TenantRows;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Role;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.TenantRow;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class IdentityChangeTest {

    private static final UUID ORGANIZATION = new UUID(1, 0);
    private static final Role AUDITOR =
            Role.custom(new UUID(2, 0).toString(), "Auditor", PermissionSet.of(Permission.AUDIT_READ));

    private final List<TenantRow> rows = new ArrayList<>(List.of(AUDITOR));

    private static Principal user(int number) {
        return Principal.user(new UUID(3, number));
    }

    private void holds(Principal principal, String role) {
        rows.add(new Binding(NewId.next(), principal, Scope.organization(ORGANIZATION), new Grant.OfRole(role), null));
    }

    private IdentityChange change() {
        var index = TenantIndex.of(new TenantRows(ORGANIZATION, 7, rows));
        return new IdentityChange(8, Instant.parse("2027-01-01T00:00:00Z"), index);
    }

    @Test
    void makesTokensOldOfThoseWhoHaveARoleThatIsChanged() {
        rows.add(Member.active(user(1)));
        holds(user(1), AUDITOR.id());
        rows.add(Member.active(user(2)));
        holds(user(2), "viewer");
        // By a key of user 3, whose tokens have the name of user 3.
        rows.add(Member.active(user(3)));
        rows.add(Member.key(Principal.key(new UUID(4, 0)), user(3)));
        holds(Principal.key(new UUID(4, 0)), AUDITOR.id());

        for (var removed : List.of(true, false)) {
            var change = change();
            if (removed) {
                change.remove(AUDITOR);
            } else {
                change.put(AUDITOR);
            }
            assertThat(change.told())
                    .isEqualTo(new IdentityChanged(
                            ORGANIZATION.toString(),
                            8,
                            false,
                            List.of(user(1).toString(), user(3).toString()),
                            List.of()));
        }
    }

    @Test
    void makesAllTokensOldWhereItWouldNameMoreThanAThousand() {
        for (int number = 0; number <= 1_000; number++) {
            rows.add(Member.active(user(number)));
            holds(user(number), AUDITOR.id());
        }
        var change = change();
        change.put(AUDITOR);

        assertThat(change.told())
                .isEqualTo(new IdentityChanged(ORGANIZATION.toString(), 8, true, List.of(), List.of()));
    }

    @Test
    void tellsOfARoleThatNobodyHasWithoutANameInIt() {
        var change = change();
        change.put(AUDITOR);

        assertThat(change.isNothing()).isFalse();
        assertThat(change.told())
                .isEqualTo(new IdentityChanged(ORGANIZATION.toString(), 8, false, List.of(), List.of()));
    }
}
