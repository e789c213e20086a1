package io.machinenativeops.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AuthTargetTest {

    @Test
    void readsAddressesAndSecretsOfAStack(@TempDir Path home) throws Exception {
        Files.writeString(home.resolve("credentials.json"), """
                {"gatewayUrl":"http://127.0.0.1:9000","adminEmail":"admin@localhost","adminPassword":"word"}""");
        var keys = Files.createDirectory(home.resolve("keys"));
        for (var name : List.of(
                "postgres.password",
                "mno-pepper.secret",
                "mno-client-gateway-secret.secret",
                "mno-client-services-secret.secret",
                "mno-client-bff-secret.secret")) {
            Files.writeString(keys.resolve(name), "of " + name + "\n");
        }

        var target = AuthTarget.of(home, """
                [{"name":"team-rbac","port":9006,"pid":7},{"name":"postgres","port":9022,"pid":8},
                 {"name":"redis","port":9020,"pid":9}]""", Map.of());

        assertThat(target.rbacUrl()).isEqualTo("http://127.0.0.1:9006");
        assertThat(target.postgresUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:9022/team_rbac");
        assertThat(target.redisPort()).isEqualTo(9020);
        assertThat(target.pepper()).isEqualTo("of mno-pepper.secret");
        assertThat(target.clients().bff()).isEqualTo("of mno-client-bff-secret.secret");
        assertThat(target.callback()).isEqualTo("http://localhost:9000/auth/callback");
        assertThat(target.processes()).containsEntry("team-rbac", 7L).containsKey(Target.GENERATOR);
    }

    @Test
    void saysWhatIsMissing(@TempDir Path home) {
        assertThatThrownBy(() -> AuthTarget.of(home, "[{\"name\":\"team-rbac\",\"port\":1,\"pid\":2}]", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("start one with './mno up'");
    }

    @Test
    void asksAboutAHundredAThousandAndAllOrganisationsUnlessToldOtherwise() {
        var names = Set.of("tenants", "active", "only");

        assertThat(Main.authPlan(Options.of(List.of(), names, Set.of())).active())
                .containsExactly(100, 1_000, 10_000);
        assertThat(Main.authPlan(Options.of(List.of("--tenants", "100"), names, Set.of()))
                        .active())
                .containsExactly(100);
        assertThat(Main.authPlan(Options.of(List.of("--active", "50,2k", "--only", "keys,audit"), names, Set.of()))
                        .active())
                .containsExactly(50, 2_000);
        assertThatThrownBy(() -> Main.authPlan(Options.of(List.of("--only", "speed"), names, Set.of())))
                .hasMessageContaining("--only is 'speed'");
    }
}
