package io.machinenativeops.teamrbac.permission;

import java.util.Arrays;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The built-in roles against a table made by hand from the design's. */
class BuiltInRoleTest {

    /** An x where the role of the column holds the permission of the row. */
    private static final String TABLE = """
            permission           owner admin developer viewer billing agent
            usage:write            x     x       x        .      .      x
            usage:read             x     x       x        x      x      x
            usage:admin            x     x       .        .      .      .
            price:manage           x     x       .        .      x      .
            budget:read            x     x       x        x      x      x
            budget:reserve         x     x       x        .      .      x
            budget:manage          x     x       .        .      x      .
            alert:read             x     x       x        x      x      .
            alert:manage           x     x       .        .      x      .
            artifact:read          x     x       x        x      .      x
            artifact:publish       x     x       x        .      .      x
            artifact:admin         x     x       .        .      .      .
            prompt:read            x     x       x        x      .      x
            prompt:write           x     x       x        .      .      .
            prompt:publish         x     x       .        .      .      .
            experiment:manage      x     x       .        .      .      .
            github:read            x     x       x        x      .      .
            github:manage          x     x       .        .      .      .
            subscription:read      x     x       .        x      x      .
            subscription:manage    x     .       .        .      x      .
            member:read            x     x       x        x      .      .
            member:manage          x     x       .        .      .      .
            team:manage            x     x       .        .      .      .
            project:manage         x     x       .        .      .      .
            role:manage            x     x       .        .      .      .
            apikey:own             x     x       x        .      .      .
            apikey:manage          x     x       .        .      .      .
            audit:read             x     x       .        .      .      .
            org:manage             x     .       .        .      .      .
            """;

    @Test
    void rolesHoldWhatTheTableSays() {
        var expected = new TreeMap<String, String>();
        var rows = TABLE.lines().map(line -> line.trim().split(" +", -1)).toList();
        var names = rows.getFirst();
        for (var row : rows.subList(1, rows.size())) {
            for (int column = 1; column < names.length; column++) {
                expected.put(names[column] + " " + row[0], row[column]);
            }
        }

        var found = new TreeMap<String, String>();
        for (var role : BuiltInRole.values()) {
            for (var permission : Permission.values()) {
                found.put(role.id() + " " + permission, role.permissions().has(permission) ? "x" : ".");
            }
        }

        assertThat(found).isEqualTo(expected);
    }

    @Test
    void idsAreTheNames() {
        assertThat(Arrays.stream(BuiltInRole.values()).map(BuiltInRole::id))
                .containsExactly("owner", "admin", "developer", "viewer", "billing", "agent");
        assertThat(BuiltInRole.find("viewer")).contains(BuiltInRole.VIEWER);
        assertThat(BuiltInRole.find("Viewer")).isEmpty();
        assertThat(BuiltInRole.VIEWER.role().name()).isEqualTo("viewer");
    }

    @Test
    void anOwnRoleTakesNoBuiltInName() {
        assertThat(Role.custom("r-1", "auditor", PermissionSet.of(Permission.AUDIT_READ))
                        .permissions())
                .isEqualTo(PermissionSet.of(Permission.AUDIT_READ));
        assertThatThrownBy(() -> Role.custom("r-1", "owner", PermissionSet.NONE))
                .hasMessage("'r-1' ('owner') is the id or name of a built-in role: expected another");
        assertThatThrownBy(() -> Role.custom("owner", "auditor", PermissionSet.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Role.custom("r-1", " ", PermissionSet.NONE))
                .hasMessage("a role has an id and a name, but got 'r-1' and ' '");
        assertThatThrownBy(() -> Role.custom(" ", "auditor", PermissionSet.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
