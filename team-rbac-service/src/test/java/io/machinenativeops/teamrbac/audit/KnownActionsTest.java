package io.machinenativeops.teamrbac.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.util.TreeMap;

import io.machinenativeops.platform.testing.AuditContract;
import io.machinenativeops.platform.testing.Repository;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class KnownActionsTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Each service holds its file to what it records; so one that records something new fails here until it is known. */
    @Test
    void areThoseOfEveryOtherService() throws IOException {
        var others = new TreeMap<String, JsonNode>();
        try (var files = Files.list(Repository.file("docs/contracts/audit-actions"))) {
            for (var file : files.toList()) {
                if (!file.endsWith("team-rbac.json")) {
                    JSON.readTree(Files.readString(file)).forEachEntry(others::put);
                }
            }
        }
        assertThat(others).isNotEmpty();
        assertThat(JSON.readTree(AuditContract.written(KnownActions.OTHERS))).isEqualTo(JSON.valueToTree(others));
    }
}
