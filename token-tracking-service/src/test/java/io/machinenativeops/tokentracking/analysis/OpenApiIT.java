package io.machinenativeops.tokentracking.analysis;

import java.util.List;
import java.util.Map;

import io.machinenativeops.platform.audit.AuditActions;
import io.machinenativeops.platform.testing.AuditContract;
import io.machinenativeops.platform.testing.OpenApiFile;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds {@code docs/api/token-tracking.yaml}, the routes, and what the audit log is told together. */
class OpenApiIT {

    @Test
    void describesTheRoutesAsTheyAre() {
        try (var service = new AnalysisService()) {
            var response = service.send(AnalysisService.reader(AnalysisService.organization()), "/v3/api-docs.yaml");

            assertThat(response.statusCode()).isEqualTo(200);
            OpenApiFile.assertUpToDate("token-tracking", response.body());
            assertSchemasSayWhatTheyHold(new Yaml().load(response.body()), "");
            AuditContract.assertUpToDate(
                    "token-tracking",
                    service.context.getBeanProvider(AuditActions.class).stream()
                            .flatMap(each -> each.actions().stream())
                            .toList());
        }
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
