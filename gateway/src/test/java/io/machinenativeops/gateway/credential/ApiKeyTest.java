package io.machinenativeops.gateway.credential;

import io.machinenativeops.platform.testing.Repository;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ApiKeyTest {

    private static final String KEY = "mno_live_8fK2mQ0zR4tYb7Xc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA4dmPOd";

    @Test
    void keepsToTheContract() {
        var contract = JsonMapper.shared().readTree(Repository.file("docs/contracts/api-keys.json"));

        assertThat(contract.get("valid"))
                .isNotEmpty()
                .allSatisfy(vector -> assertThat(new ApiKey(vector.get("key").asString()).keyId())
                        .isEqualTo(vector.get("keyId").asString()));
        assertThat(contract.get("invalid"))
                .isNotEmpty()
                .allSatisfy(vector -> assertThat(ApiKey.fault(vector.get("key").asString()))
                        .as(vector.get("why").asString())
                        .isNotNull());
    }

    @Test
    void neverRepeatsTheSecret() {
        assertThat(new ApiKey(KEY)).hasToString("mno_live_8fK2mQ0zR4tYb7Xc_…");
        assertThat(ApiKey.fault(KEY + "x")).doesNotContain("AAAA").contains("65 characters");
        assertThat(ApiKey.fault(KEY.replace('d', 'e'))).doesNotContain("AAAA").contains("checksum");
        assertThatThrownBy(() -> new ApiKey("mno_live_")).isInstanceOf(IllegalArgumentException.class);
    }
}
