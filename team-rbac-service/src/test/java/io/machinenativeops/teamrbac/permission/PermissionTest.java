package io.machinenativeops.teamrbac.permission;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The catalogue against the list of the design, copied by hand. */
class PermissionTest {

    @Test
    void theCatalogueIsTheDesigns() {
        assertThat(Permission.values())
                .extracting(Permission::toString)
                .containsExactlyInAnyOrder(
                        "usage:write",
                        "usage:read",
                        "usage:admin",
                        "price:manage",
                        "budget:read",
                        "budget:reserve",
                        "budget:manage",
                        "alert:read",
                        "alert:manage",
                        "artifact:read",
                        "artifact:publish",
                        "artifact:admin",
                        "prompt:read",
                        "prompt:write",
                        "prompt:publish",
                        "experiment:manage",
                        "github:read",
                        "github:manage",
                        "subscription:read",
                        "subscription:manage",
                        "member:read",
                        "member:manage",
                        "team:manage",
                        "project:manage",
                        "role:manage",
                        "apikey:own",
                        "apikey:manage",
                        "audit:read",
                        "org:manage");
    }

    @Test
    void isReadAsItIsWritten() {
        assertThat(Permission.of("prompt:publish")).isEqualTo(Permission.PROMPT_PUBLISH);
        for (var wrong : List.of("PROMPT_PUBLISH", "prompt:Publish", " prompt:publish", "prompt:*", "*", "")) {
            assertThatThrownBy(() -> Permission.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'" + wrong + "' is no permission: expected one such as 'usage:read'");
        }
    }
}
