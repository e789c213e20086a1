package io.machinenativeops.teamrbac;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.machinenativeops.platform.audit.AuditActions;
import io.machinenativeops.platform.testing.AuditContract;
import io.machinenativeops.platform.testing.OpenApiFile;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds {@code docs/api/team-rbac.yaml} and the routes together. */
class OpenApiIT extends TeamRbacService {

    @Autowired
    private List<AuditActions> actions;

    @Test
    void describesTheRoutesAsTheyAre() {
        var described = Objects.requireNonNull(client.get()
                .uri("/v3/api-docs.yaml")
                .headers(headers -> headers.setBearerAuth(token(owner)))
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(String.class)
                .getResponseBody());

        OpenApiFile.assertUpToDate("team-rbac", described);
        assertSchemasSayWhatTheyHold(new Yaml().load(described), "");
    }

    @Test
    void recordsTheActionsThatAreWrittenDown() {
        AuditContract.assertUpToDate(
                "team-rbac",
                actions.stream().flatMap(each -> each.actions().stream()).toList());
    }

    private static void assertSchemasSayWhatTheyHold(Object node, String path) {
        if (node instanceof Map<?, ?> map) {
            if ("object".equals(map.get("type"))) {
                assertThat(map.containsKey("properties") || map.containsKey("additionalProperties"))
                        .as(path)
                        .isTrue();
            }
            map.forEach((key, value) -> assertSchemasSayWhatTheyHold(value, path + "/" + key));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> assertSchemasSayWhatTheyHold(value, path + "/*"));
        }
    }
}
