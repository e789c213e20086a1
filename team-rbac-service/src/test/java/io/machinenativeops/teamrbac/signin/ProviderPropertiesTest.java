package io.machinenativeops.teamrbac.signin;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProviderPropertiesTest {

    private static ProviderProperties read(Map<String, Object> variables) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        return Binder.get(environment).bindOrCreate("mno", ProviderProperties.class);
    }

    private static Map<String, Object> acme() {
        return new HashMap<>(Map.of(
                "MNO_OIDC_ACME_ISSUER", "https://id.acme.example",
                "MNO_OIDC_ACME_CLIENT_ID", "mno",
                "MNO_OIDC_ACME_NAME", "Acme",
                "MNO_ISSUER", "http://localhost:8080"));
    }

    @Test
    void readsProvidersFromTheEnvironment() {
        var variables = acme();
        variables.put("MNO_OIDC_ACME_CLIENT_SECRET", "secret");
        variables.put("MNO_OIDC_ACME_DOMAINS", "acme.example, Acme.Test");
        variables.put("MNO_OIDC_ACME_NEW_USERS", "true");
        variables.put("MNO_OIDC_ACME_WITHIN", "2s");
        variables.put("MNO_OIDC_NEAR_ISSUER", "http://127.0.0.1:9000");
        variables.put("MNO_OIDC_NEAR_CLIENT_ID", "mno");
        variables.put("MNO_OIDC_NEAR_NAME", "Near");

        assertThat(read(variables).oidc())
                .isEqualTo(Map.of(
                        "acme",
                        new ProviderProperties.Provider(
                                "https://id.acme.example",
                                "mno",
                                "secret",
                                "Acme",
                                List.of("acme.example", "acme.test"),
                                true,
                                Duration.ofSeconds(2)),
                        "near",
                        new ProviderProperties.Provider(
                                "http://127.0.0.1:9000",
                                "mno",
                                null,
                                "Near",
                                List.of(),
                                false,
                                Duration.ofSeconds(5))));
        assertThat(read(Map.of()).oidc()).isEmpty();
    }

    private static ProviderProperties.Provider provider(List<String> domains) {
        return new ProviderProperties.Provider(
                "https://x.example", "mno", null, "X", domains, false, Duration.ofSeconds(5));
    }

    @Test
    void believesOnlyOfDomainsThatAreNamed() {
        var provider = provider(List.of("x.example"));
        assertThat(provider.isBelievedOf("ann@x.example")).isTrue();
        assertThat(provider.isBelievedOf("ann@sub.x.example")).isFalse();
        assertThat(provider.isBelievedOf("ann@x.example@y.example")).isFalse();
        assertThat(provider.isBelievedOf(null)).isFalse();
    }

    @Test
    void saysWhatIsWrong() {
        var far = acme();
        far.put("MNO_OIDC_ACME_ISSUER", "http://id.acme.example");
        assertThatThrownBy(() -> read(far)).rootCause().hasMessageContaining("http://id.acme.example");
        var nameless = acme();
        nameless.remove("MNO_OIDC_ACME_NAME");
        assertThatThrownBy(() -> read(nameless)).rootCause().hasMessageContaining("MNO_OIDC_…_NAME");
        var hasty = acme();
        hasty.put("MNO_OIDC_ACME_WITHIN", "0s");
        assertThatThrownBy(() -> read(hasty)).rootCause().hasMessageContaining("MNO_OIDC_…_WITHIN");
        assertThatThrownBy(() -> new ProviderProperties(Map.of("a-b", provider(List.of()))))
                .hasMessageContaining("MNO_OIDC_A-B");
    }
}
