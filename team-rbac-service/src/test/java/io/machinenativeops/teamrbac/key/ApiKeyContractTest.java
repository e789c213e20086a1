package io.machinenativeops.teamrbac.key;

import io.machinenativeops.platform.testing.Repository;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The format as others rely on it. */
class ApiKeyContractTest {

    @Test
    void keepsToTheContract() {
        var contract = JsonMapper.shared().readTree(Repository.file("docs/contracts/api-keys.json"));

        assertThat(contract.get("valid")).isNotEmpty().allSatisfy(vector -> {
            var key = vector.get("key").asString();
            assertThat(ApiKey.parse(key).keyId()).isEqualTo(vector.get("keyId").asString());
            assertThat(ApiKey.parse(key).text()).isEqualTo(key);
        });
        assertThat(contract.get("invalid"))
                .isNotEmpty()
                .allSatisfy(vector -> assertThatThrownBy(
                                () -> ApiKey.parse(vector.get("key").asString()))
                        .as(vector.get("why").asString())
                        .isInstanceOf(InvalidApiKeyException.class));
    }
}
