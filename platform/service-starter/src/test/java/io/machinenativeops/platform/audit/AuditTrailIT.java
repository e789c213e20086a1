package io.machinenativeops.platform.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.platform.notebook.NotebookService;
import io.machinenativeops.platform.testing.EventContract;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AuditTrailIT extends NotebookService {

    private static final EventContract CONTRACT = new EventContract("platform", AuditTrail.TYPE);
    private static final JsonMapper JSON = JsonMapper.shared();

    @Autowired
    AuditTrail trail;

    private JsonNode sent(String id) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> STREAMS.messages(AuditTrail.STREAM).stream()
                                .map(JSON::readTree)
                                .filter(event -> event.path("id").asString().equals(id)
                                        || event.path("subject").asString().equals(id))
                                .findFirst()
                                .orElseGet(JSON::createObjectNode),
                        event -> !event.isEmpty());
    }

    @Test
    void sendsAnEntryAsTheContractShowsIt() {
        var id = UUID.fromString("0b7e3c56-0a44-4d8e-8a0f-3d1f0c9a2b77");
        var tenant = "0190a000-0000-7000-8000-000000000001";
        var entry = new AuditEntry(
                id,
                tenant,
                "notebook.renamed",
                Instant.parse("2026-11-23T12:00:00.250Z"),
                new AuditEntry.Actor("user", "0190a000-0000-7000-8000-0000000000aa", "8fK2mQ0zR4tYb7Xc"),
                List.of(new AuditEntry.Target("notebook", "0190a000-0000-7000-8000-0000000000bb", "plans")),
                new AuditEntry.Context("203.0.113.7", "curl/8.5.0"),
                Map.of("before", "ideas", "pages", 3));
        database.forOrganization(tenant, _ -> {
            trail.record(entry);
            return id;
        });

        var sent = sent(id.toString());
        assertThat(sent).isEqualTo(JSON.readTree(CONTRACT.example()));
        assertThat(CONTRACT.violations(CONTRACT.example())).isEmpty();
    }

    @Test
    void recordsWhoAskedFromWhereInTheTransactionOfTheRequest() {
        client.post()
                .uri("/notebooks")
                .header("Authorization", "Bearer " + token())
                .header("X-Forwarded-For", "203.0.113.9")
                .header("User-Agent", "notes/1.0")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"title\":\"audited\"}")
                .exchange()
                .expectStatus()
                .isCreated();

        var sent = sent(organization);
        assertThat(CONTRACT.violations(sent.toString())).isEmpty();
        var data = sent.path("data");
        assertThat(data.path("action").asString()).isEqualTo("notebook.created");
        assertThat(data.at("/actor/id").asString()).isEqualTo("tester");
        assertThat(data.at("/actor/keyId").asString()).isEqualTo("key-1");
        assertThat(data.at("/context/sourceAddress").asString()).isEqualTo("203.0.113.9");
        assertThat(data.at("/context/userAgent").asString()).isEqualTo("notes/1.0");
        assertThat(data.at("/targets/0/name").asString()).isEqualTo("audited");
    }

    @Test
    void refusesAnEntryInNoTransaction() {
        var entry = AuditEntry.by(organization, AuditEntry.Actor.system("test"), "notebook.created")
                .on("notebook", "1")
                .now();
        assertThatThrownBy(() -> trail.record(entry)).isInstanceOf(IllegalStateException.class);
    }
}
