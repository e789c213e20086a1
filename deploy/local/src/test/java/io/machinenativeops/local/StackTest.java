package io.machinenativeops.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StackTest {

    @TempDir
    Path root;

    private Stack stack(Map<String, String> more) throws Exception {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("MNO_ROOT", root.toString());
        Settings settings = Settings.from(environment);
        for (String service : List.of("team-rbac", "token-tracking", "gateway")) {
            Files.createDirectories(settings.app(service));
            Files.writeString(settings.app(service).resolve(service + "-1-exec.jar"), "");
        }
        return new Stack(settings);
    }

    @Test
    void tellsServicesWhereTheEmbeddedStoresAre() throws Exception {
        Stack stack = stack(Map.of());

        assertThat(stack.stores()).extracting(Part::name).containsExactly("redis", "clickhouse", "postgres");
        assertThat(stack.stores()).extracting(Part::port).containsExactly(8100, 8101, 8102);
        JvmService tokenTracking = (JvmService) stack.services().get(1);
        assertThat(tokenTracking.port()).isEqualTo(8081);
        assertThat(tokenTracking.environment())
                .containsEntry("SERVER_PORT", "8081")
                .containsEntry("SERVER_ADDRESS", "127.0.0.1")
                .containsEntry("REDIS_URL", "redis://127.0.0.1:8100")
                .containsEntry("CLICKHOUSE_URL", "http://127.0.0.1:8101")
                .containsEntry("POSTGRES_URL", "jdbc:postgresql://127.0.0.1:8102/token_tracking")
                .containsEntry("POSTGRES_USER", "token_tracking")
                .containsEntry("POSTGRES_PASSWORD", new StoreSecrets(root.resolve(".mno/keys")).of("token_tracking"))
                .containsEntry("MNO_JWKS", "http://127.0.0.1:8086/oauth2/jwks")
                .containsEntry("TEAM_RBAC_URL", "http://127.0.0.1:8086")
                .containsEntry("MNO_CLIENT_ID", "services")
                .containsKey("MNO_CLIENT_SECRET");
        assertThat(tokenTracking.options())
                .contains("-Xmx768m", "-Xms768m", "-XX:+ExitOnOutOfMemoryError", "-jar")
                .endsWith(root + "/.mno/app/token-tracking/token-tracking-1-exec.jar");
    }

    @Test
    void startsNoStoreThatIsSomebodyElses() throws Exception {
        Stack stack = stack(Map.of(
                "REDIS_URL",
                "redis://cache:6379",
                "CLICKHOUSE_URL",
                "http://house:8123",
                "POSTGRES_URL",
                "jdbc:postgresql://db/usage"));

        assertThat(stack.stores()).isEmpty();
        assertThat(((JvmService) stack.services().get(1)).environment())
                .containsEntry("REDIS_URL", "redis://cache:6379")
                .containsEntry("CLICKHOUSE_URL", "http://house:8123")
                .containsEntry("POSTGRES_URL", "jdbc:postgresql://db/usage")
                .doesNotContainKey("POSTGRES_PASSWORD");
        assertThat(((JvmService) stack.services().getFirst()).environment())
                .containsEntry("REDIS_URL", "redis://cache:6379")
                .containsEntry("POSTGRES_URL", "jdbc:postgresql://db/team_rbac")
                .containsEntry("POSTGRES_USER", "team_rbac")
                .doesNotContainKey("MNO_JWKS");
    }

    @Test
    void givesEachServiceTheSecretsItNeedsAndNoOthers() throws Exception {
        Stack stack = stack(Map.of());
        Map<String, String> issuer = ((JvmService) stack.services().getFirst()).environment();
        Map<String, String> gateway = ((JvmService) stack.services().getLast()).environment();

        assertThat(issuer.get("MNO_CLIENT_GATEWAY_SECRET"))
                .matches("[0-9a-f]{64}")
                .isEqualTo(gateway.get("MNO_CLIENT_GATEWAY_SECRET"));
        assertThat(Base64.getDecoder().decode(issuer.get("MNO_KEY_ENCRYPTION"))).hasSize(32);
        assertThat(Base64.getDecoder().decode(issuer.get("MNO_PEPPER"))).hasSize(32);
        assertThat(Base64.getDecoder().decode(issuer.get("MNO_AUDIT_KEY"))).hasSize(32);
        assertThat(gateway)
                .containsEntry("TEAM_RBAC_URL", "http://127.0.0.1:8086")
                .doesNotContainKeys("MNO_KEY_ENCRYPTION", "MNO_PEPPER", "MNO_AUDIT_KEY", "MNO_CLIENT_SERVICES_SECRET");
        assertThat(Files.getPosixFilePermissions(root.resolve(".mno/keys/mno-pepper.secret")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(((JvmService) stack(Map.of()).services().getFirst()).environment())
                .containsEntry("MNO_PEPPER", issuer.get("MNO_PEPPER"))
                .containsEntry("MNO_BOOTSTRAP_EMAIL", "admin@localhost")
                .containsEntry("MNO_BOOTSTRAP_PASSWORD", issuer.get("MNO_BOOTSTRAP_PASSWORD"));
    }

    @Test
    void opensOnlyTheGatewayToOtherMachines() throws Exception {
        List<Part> services = stack(Map.of("MNO_BIND", "0.0.0.0")).services();

        assertThat(((JvmService) services.get(1)).environment()).containsEntry("SERVER_ADDRESS", "127.0.0.1");
        assertThat(((JvmService) services.getLast()).environment())
                .containsEntry("SERVER_ADDRESS", "0.0.0.0")
                .containsEntry("TOKEN_TRACKING_URL", "http://127.0.0.1:8081");
    }

    @Test
    void saysThatAJarIsMissing() throws Exception {
        Stack stack = stack(Map.of());
        AppFolder.remove(root.resolve(".mno/app/gateway"));
        assertThatThrownBy(stack::services).hasMessageContaining(".mno/app/gateway");
    }
}
