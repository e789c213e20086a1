package io.machinenativeops.teamrbac.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

import io.machinenativeops.platform.testing.Repository;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class IdentityChangedTest {

    private static final String EXAMPLE = "docs/contracts/events/team-rbac/identity.changed.v1.example.json";

    @Test
    void isWrittenAsTheContractSays() throws IOException {
        var organization = "0190a000-0000-7000-8000-000000000001";
        var told = new IdentityChanged(
                organization,
                17,
                false,
                List.of("user:0190a000-0000-7000-8000-0000000000aa"),
                List.of("8fK2mQ0zR4tYb7Xc"));

        var example = JsonMapper.shared().readTree(Files.readString(Repository.file(EXAMPLE)));
        assertThat(JsonMapper.shared().readTree(JsonMapper.shared().writeValueAsString(told)))
                .isEqualTo(example.path("data"));
        assertThat(IdentityChanged.TYPE).isEqualTo(example.path("type").asString());
    }
}
