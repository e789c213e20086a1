package io.machinenativeops.platform.security;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GrantsTest {

    private static final Grants GRANTS = Grants.fromClaim(Map.of(
            "organization:o-1", List.of("usage:read"),
            "project:p-1", List.of("usage:write", "usage:read"),
            "project:p-0", List.of("usage:write")));

    @Test
    void knowsWhereAPermissionIsHeld() {
        assertThat(GRANTS.anywhere("usage:write")).isTrue();
        assertThat(GRANTS.anywhere("usage:admin")).isFalse();
        assertThat(GRANTS.at("organization:o-1", "usage:write")).isFalse();
        assertThat(GRANTS.idsWith("project", "usage:write")).containsExactly("p-0", "p-1");
        assertThat(GRANTS.idsWith("team", "usage:write")).isEmpty();
    }

    @Test
    void aCallerMayActInAProjectThroughTheOrganisationOrTheProject() {
        var caller = new Caller("o-1", "u-1", null, null, null, 1, GRANTS);

        assertThat(caller.canEverywhere("usage:read")).isTrue();
        assertThat(caller.canEverywhere("usage:write")).isFalse();
        assertThat(caller.canInProject("p-2", "usage:read")).isTrue();
        assertThat(caller.canInProject("p-1", "usage:write")).isTrue();
        assertThat(caller.canInProject("p-2", "usage:write")).isFalse();
    }

    @Test
    void refusesClaimsOfAnotherShape() {
        assertThatThrownBy(() -> Grants.fromClaim(List.of("usage:read")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("grants is not an object");
        assertThatThrownBy(() -> Grants.fromClaim(Map.of("organization:o-1", "usage:read")))
                .hasMessage("grants of organization:o-1 is not a list of permissions");
        assertThatThrownBy(() -> new Caller(" ", "u-1", null, null, null, 1, GRANTS))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
