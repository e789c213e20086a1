package io.machinenativeops.teamrbac.permission;

import java.util.List;

import org.junit.jupiter.api.Test;

import static io.machinenativeops.teamrbac.permission.Permission.ORG_MANAGE;
import static io.machinenativeops.teamrbac.permission.Permission.USAGE_ADMIN;
import static io.machinenativeops.teamrbac.permission.Permission.USAGE_READ;
import static io.machinenativeops.teamrbac.permission.Permission.USAGE_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PermissionSetTest {

    private static final PermissionSet BOTH = PermissionSet.of(USAGE_READ, ORG_MANAGE);

    @Test
    void holdsWhatWasPutIn() {
        assertThat(BOTH.has(USAGE_READ)).isTrue();
        assertThat(BOTH.has(ORG_MANAGE)).isTrue();
        assertThat(BOTH.has(USAGE_WRITE)).isFalse();
        assertThat(BOTH.toList()).containsExactly(USAGE_READ, ORG_MANAGE);
        assertThat(BOTH).hasToString("[usage:read org:manage]");
        assertThat(PermissionSet.NONE.isEmpty()).isTrue();
        assertThat(BOTH.isEmpty()).isFalse();
        assertThat(PermissionSet.ALL.toList()).containsExactly(Permission.values());
    }

    @Test
    void isJoinedAndCut() {
        var other = PermissionSet.of(USAGE_READ, USAGE_ADMIN);

        assertThat(BOTH.with(other).toList()).containsExactly(USAGE_READ, USAGE_ADMIN, ORG_MANAGE);
        assertThat(BOTH.without(other).toList()).containsExactly(ORG_MANAGE);
        assertThat(BOTH.within(other).toList()).containsExactly(USAGE_READ);
        assertThat(BOTH.hasAll(PermissionSet.of(USAGE_READ))).isTrue();
        assertThat(BOTH.hasAll(PermissionSet.NONE)).isTrue();
        assertThat(BOTH.hasAll(other)).isFalse();
    }

    @Test
    void isReadFromTexts() {
        assertThat(PermissionSet.ofTexts(List.of("org:manage", "usage:read"))).isEqualTo(BOTH);
        assertThatThrownBy(() -> PermissionSet.ofTexts(List.of("org:manage", "org:own")))
                .hasMessageStartingWith("'org:own' is no permission");
    }

    @Test
    void refusesBitsThatMeanNothing() {
        assertThatThrownBy(() -> new PermissionSet(1L << 29))
                .hasMessage("bits 20000000 name permissions that do not exist");
        assertThatThrownBy(() -> new PermissionSet(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
