package io.machinenativeops.teamrbac.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.machinenativeops.teamrbac.TeamRbacService;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** The log over its stream, its routes and behind its back. */
class AuditLogIT extends TeamRbacService {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PATH = "/api/v1/audit-events";
    private static final int MANY = 100_000;

    @Autowired
    AuditLog log;

    @Autowired
    AuditStore store;

    @Autowired
    CheckpointStore checkpoints;

    @Autowired
    Upkeep upkeep;

    @LocalServerPort
    int port;

    /** No entries of the service's own: a log that only the test writes to. */
    private final UUID quiet = NewId.next();

    private static byte[] message(UUID organization, int number) {
        return message(organization, new UUID(number, 7), "usage-retention.changed", "{\"days\": " + number + "}");
    }

    private static byte[] message(UUID organization, UUID id, String action, String metadata) {
        return """
                {"specversion":"1.0","id":"%1$s","source":"/token-tracking","type":"audit.recorded.v1",
                 "time":"2026-11-23T12:00:00.250Z","subject":"%2$s","datacontenttype":"application/json",
                 "data":{"id":"%1$s","organizationId":"%2$s","action":"%3$s","occurredAt":"2026-11-23T12:00:00.250Z",
                  "actor":{"type":"user","id":"0190a000-0000-7000-8000-0000000000aa","keyId":"8fK2mQ0zR4tYb7Xc"},
                  "targets":[{"type":"organization","id":"%2$s","name":null}],
                  "context":{"sourceAddress":"203.0.113.7","userAgent":"curl/8.5.0"},"metadata":%4$s}}
                """.formatted(id, organization, action, metadata).getBytes(StandardCharsets.UTF_8);
    }

    private void fill(int entries) {
        log.take(IntStream.rangeClosed(1, entries)
                .mapToObj(number -> message(quiet, number))
                .toList());
    }

    private LogCheck.Result check() {
        return new LogCheck(store, checkpoints, KEYS).check(quiet, null, 1_000_000);
    }

    private static final AuditKeys KEYS =
            AuditKeys.read("a:" + Base64.getEncoder().encodeToString(new byte[32]));

    /** As somebody who owns the tables. */
    private void tamper(String... statements) {
        database.forService(jdbc -> {
            for (var table : List.of("audit_entry", "audit_head", "audit_checkpoint")) {
                jdbc.sql("ALTER TABLE " + table + " NO FORCE ROW LEVEL SECURITY")
                        .update();
            }
            for (var statement : statements) {
                assertThat(jdbc.sql(statement.replace("$org", "'" + quiet + "'"))
                                .update())
                        .isPositive();
            }
            for (var table : List.of("audit_entry", "audit_head", "audit_checkpoint")) {
                jdbc.sql("ALTER TABLE " + table + " FORCE ROW LEVEL SECURITY").update();
            }
            return true;
        });
    }

    private record Reply(
            int status, JsonNode body, @Nullable String etag) {}

    private Reply send(Principal as, HttpMethod method, String path, @Nullable Object body, String... headers) {
        var request = client.method(method).uri(PATH + path).headers(all -> {
            all.setBearerAuth(token(as));
            for (int each = 0; each < headers.length; each += 2) {
                all.set(headers[each], headers[each + 1]);
            }
        });
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        var result = request.exchange().expectBody().returnResult();
        var content = result.getResponseBody();
        return new Reply(
                result.getStatus().value(),
                content == null || content.length == 0 ? JSON.createObjectNode() : JSON.readTree(content),
                result.getResponseHeaders().getETag());
    }

    private JsonNode get(String path) {
        var reply = send(owner, HttpMethod.GET, path, null);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
        return reply.body();
    }

    @Test
    void takesAnEntryAsItCameAndOnlyOnce() {
        log.take(List.of(message(quiet, 1), message(quiet, 2), message(quiet, 1)));
        log.take(List.of(message(quiet, 2), message(quiet, 3)));

        var entries = store.after(quiet, 0, 10);
        assertThat(entries).extracting(each -> each.chained().sequence()).containsExactly(1L, 2L, 3L);
        assertThat(entries)
                .extracting(each -> each.chained().entry().metadata())
                .containsExactly(Map.of("days", 1L), Map.of("days", 2L), Map.of("days", 3L));
        assertThat(entries).extracting(StoredEntry::flag).containsOnlyNulls();
        assertThat(check()).satisfies(result -> {
            assertThat(result.complete()).isTrue();
            assertThat(result.verified()).isEqualTo(3);
            assertThat(result.faults()).isEmpty();
        });
    }

    @Test
    void concurrentAppendsMakeOneChain() throws Exception {
        var writers = new ArrayList<Callable<Boolean>>();
        for (int writer = 0; writer < 8; writer++) {
            int first = writer * 20;
            // Each pair of neighbours overlaps by half.
            writers.add(() -> {
                for (int each = first; each < first + 40; each += 5) {
                    log.take(IntStream.range(each, each + 5)
                            .mapToObj(number -> message(quiet, number))
                            .toList());
                }
                return true;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(writers)) {
                assertThat(done.get()).isTrue();
            }
        }
        var result = check();
        assertThat(result.verified()).isEqualTo(180);
        assertThat(result.to().sequence()).isEqualTo(180);
        assertThat(result.faults()).isEmpty();
    }

    @Test
    void keepsWhatItDoesNotKnow() {
        var newer = message(quiet, new UUID(1, 1), "model.deployed", "{\"replicas\": 3}");
        var unfit = message(quiet, new UUID(1, 2), "usage-retention.changed", "{\"days\": {\"count\": 3.5}}");
        var odd = message(
                quiet, new UUID(1, 3), "usage-retention.changed", "{\"days\": 3, \"note\": \"a\\u0000b\\ud800\"}");
        var unreadable = ("no event of " + quiet).getBytes(StandardCharsets.UTF_8);
        var homeless = new String(message(quiet, 9), StandardCharsets.UTF_8)
                .replace("\"organizationId\":\"" + quiet, "\"organizationId\":\"x" + quiet)
                .getBytes(StandardCharsets.UTF_8);
        log.take(List.of(newer, unfit, odd, unreadable, homeless, message(quiet, 5)));
        log.take(List.of(unreadable));

        assertThat(store.after(quiet, 0, 10))
                .extracting(StoredEntry::flag)
                .containsExactly("unknown-action", "unfit", "unfit", null);
        assertThat(store.after(quiet, 0, 3))
                .extracting(each -> each.chained().entry().metadata())
                .containsExactly(
                        Map.of("replicas", 3L),
                        Map.of("days", "{\"count\":3.5}"),
                        Map.of("days", 3L, "note", "a\ufffdb\ufffd"));
        assertThat(check().faults()).isEmpty();
        var originals = database.forOrganization(
                quiet.toString(),
                jdbc -> jdbc.sql("SELECT original FROM audit_entry WHERE original IS NOT NULL ORDER BY sequence")
                        .query(byte[].class)
                        .list());
        assertThat(originals).containsExactly(newer, unfit, odd);
        var kept = database.forService(
                jdbc -> jdbc.sql("SELECT message FROM audit_unread WHERE position(?::bytea IN message) > 0")
                        .param(quiet.toString().getBytes(StandardCharsets.US_ASCII))
                        .query(byte[].class)
                        .list());
        assertThat(kept).containsExactlyInAnyOrder(unreadable, homeless);
    }

    @Test
    void takesAtTheNextStartWhatAnOlderVersionDidNotUnderstand() {
        store.keepUnread(message(quiet, 5), "an older version");
        store.keepUnread(message(quiet, 6), "an older version");
        log.take(List.of(message(quiet, 5)));
        var unreadable = ("no event of " + quiet).getBytes(StandardCharsets.UTF_8);
        store.keepUnread(unreadable, "none");
        var meters = new SimpleMeterRegistry();
        var unread = new UnreadMessages(database, log, store, meters);

        unread.look();

        assertThat(store.after(quiet, 0, 10))
                .extracting(each -> each.chained().entry().id())
                .containsExactly(new UUID(5, 7), new UUID(6, 7));
        assertThat(check().faults()).isEmpty();
        assertThat(store.unread(null, 1_000)).contains(unreadable).doesNotContain(message(quiet, 5));
        assertThat(meters.get("mno.audit.unread").gauge().value()).isEqualTo((double) store.countUnread());
    }

    @Test
    void findsWhereARowWasEdited() {
        fill(9);
        tamper(
                "UPDATE audit_entry SET content = jsonb_set(content, '{metadata,days}', '44') WHERE org_id = $org AND sequence = 4",
                "UPDATE audit_entry SET occurred_at = occurred_at + interval '1 day' WHERE org_id = $org AND sequence = 7");
        assertThat(check().faults())
                .extracting(ChainFault::sequence, ChainFault::kind)
                .containsExactly(tuple(4L, ChainFault.Kind.EDITED), tuple(7L, ChainFault.Kind.EDITED));
    }

    @Test
    void findsWhatWasTakenOutAlsoFromTheEnd() {
        fill(5);
        checkpoints.checkpoint(quiet, Instant.now());
        fill(9);
        tamper("DELETE FROM audit_entry WHERE org_id = $org AND sequence = 3");
        assertThat(check().faults()).extracting(ChainFault::sequence).containsExactly(3L);

        // The head set back too: only the checkpoint knows that there was more.
        tamper(
                "DELETE FROM audit_entry WHERE org_id = $org AND sequence >= 5",
                "UPDATE audit_head SET sequence = 4, hash = (SELECT hash FROM audit_entry WHERE org_id = $org AND sequence = 4)"
                        + " WHERE org_id = $org");
        assertThat(check().faults())
                .extracting(ChainFault::sequence, ChainFault::kind)
                .containsExactly(tuple(3L, ChainFault.Kind.GAP), tuple(5L, ChainFault.Kind.TRUNCATED));

        tamper("UPDATE audit_checkpoint SET sequence = 4 WHERE org_id = $org");
        assertThat(check().forged()).containsExactly(4L);
    }

    @Test
    void nobodyOfATenantEditsOrDeletes() {
        fill(2);
        for (var statement : List.of(
                "UPDATE audit_entry SET flag = NULL",
                "DELETE FROM audit_entry",
                "TRUNCATE audit_entry",
                "UPDATE audit_checkpoint SET hash = ''",
                "DELETE FROM audit_checkpoint",
                "DELETE FROM audit_head",
                "SELECT audit_forget(1)")) {
            assertThatThrownBy(() -> database.forOrganization(
                            quiet.toString(),
                            jdbc -> statement.startsWith("SELECT")
                                    ? jdbc.sql(statement).query().singleValue()
                                    : jdbc.sql(statement).update()))
                    .as(statement)
                    .rootCause()
                    .hasMessageMatching("(?s).*(permission denied|is kept still).*");
        }
        assertThat(store.after(quiet, 0, 10)).hasSize(2);
        assertThat(store.after(NewId.next(), 0, 10)).isEmpty();
    }

    @Test
    void forgetsWhatIsNotKeptAndCanStillBeVerified() {
        fill(6);
        tamper("UPDATE audit_entry SET recorded_at = now() - interval '31 days' WHERE org_id = $org AND sequence <= 4");
        database.forOrganization(
                quiet.toString(),
                jdbc -> jdbc.sql(
                                "INSERT INTO audit_retention (org_id, days, revision, updated_at) VALUES (?, 30, 1, now())")
                        .param(quiet.toString())
                        .update());

        upkeep.forget();

        assertThat(store.first(quiet)).contains(5L);
        assertThat(check()).satisfies(result -> {
            assertThat(result.faults()).isEmpty();
            assertThat(result.from().sequence()).isEqualTo(4);
        });
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(store.after(quiet, 6, 5))
                        .extracting(each -> each.chained().entry().action())
                        .containsExactly("audit-log.forgotten"));
        assertThat(check().faults()).isEmpty();
    }

    @Test
    void showsWhatWasDoneAndThatItWasRead() {
        var made = client.post()
                .uri("/api/v1/api-keys")
                .headers(headers -> headers.setBearerAuth(token(owner)))
                .header("X-Forwarded-For", "203.0.113.9")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("name", "=ci", "role", "viewer"))
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        var id = made == null ? "" : made.path("id").asString();
        var items = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> get("?action=api-key.*&target=" + id).path("items"), found -> !found.isEmpty());

        assertThat(items).hasSize(1);
        var entry = items.get(0);
        assertThat(entry.path("action").asString()).isEqualTo("api-key.created");
        assertThat(entry.at("/actor/id").asString()).isEqualTo(owner.id().toString());
        assertThat(entry.at("/context/sourceAddress").asString()).isEqualTo("203.0.113.9");
        assertThat(entry.at("/metadata/role").asString()).isEqualTo("viewer");
        assertThat(entry.path("flag").isNull()).isTrue();
        assertThat(get("?actor=user:" + UUID.randomUUID()).path("items")).isEmpty();
        assertThat(get("?from=2099-01-01T00:00:00Z").path("items")).isEmpty();
        assertThat(get("?to=2020-01-01T00:00:00Z").path("items")).isEmpty();
        assertThat(get("?keyId=none").path("items")).isEmpty();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(get("?action=audit-log.read&limit=1")
                                .at("/items/0/metadata/query")
                                .asString())
                        .isNotEmpty());
        var page = get("?limit=1");
        assertThat(get("?limit=1&cursor=" + page.path("nextCursor").asString())
                        .at("/items/0/sequence")
                        .asLong())
                .isEqualTo(page.at("/items/0/sequence").asLong() - 1);

        var csv = text("/export?format=csv&target=" + id);
        assertThat(csv.lines().toList()).hasSize(2).first().asString().startsWith("sequence,id,occurredAt,");
        var jsonl = text("/export?target=" + id).lines().map(JSON::readTree).toList();
        assertThat(jsonl).hasSize(1).first().isEqualTo(entry);
        var whole = get("/verify");
        assertThat(whole.path("complete").asBoolean()).isTrue();
        assertThat(whole.path("faultCount").asInt()).isZero();
        var part = get("/verify?limit=1");
        assertThat(part.path("lastSequence").asInt()).isEqualTo(1);
        assertThat(get("/verify?after=" + part.path("next").asString())
                        .path("faultCount")
                        .asInt())
                .isZero();
    }

    @Test
    void aCheckpointIsProofToWhoHasThePublicKeyOnly() throws Exception {
        get("");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> !store.after(organization, 0, 1).isEmpty());
        upkeep.checkpoint();
        var checkpoint = get("/checkpoints?limit=1").at("/items/0");
        var key = get("/keys").at("/keys/0");
        assertThat(key.path("kid")).isEqualTo(checkpoint.path("keyId"));

        // RFC 8410: what stands before the 32 bytes of a key in X.509.
        var encoded = HexFormat.of()
                .parseHex("302a300506032b6570032100"
                        + HexFormat.of()
                                .formatHex(Base64.getUrlDecoder()
                                        .decode(key.path("x").asString())));
        var signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        signature.update(String.join(
                        "\n",
                        "mno-audit-checkpoint-1",
                        organization.toString(),
                        checkpoint.path("sequence").asString(),
                        checkpoint.path("hash").asString(),
                        checkpoint.path("at").asString())
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder()
                        .decode(checkpoint.path("signature").asString())))
                .isTrue();
    }

    @Test
    void onlyWhoMayReadAllOfItReads() {
        var viewer = member(everywhere, BuiltInRole.VIEWER);
        var projectAdmin = member(node(ScopeKind.PROJECT, everywhere, "apollo"), BuiltInRole.ADMIN);
        for (var path : List.of("", "/export", "/verify", "/checkpoints", "/retention")) {
            assertThat(send(viewer, HttpMethod.GET, path, null).status()).isEqualTo(403);
            assertThat(send(projectAdmin, HttpMethod.GET, path, null).status())
                    .as(path)
                    .isEqualTo(403);
        }
        for (var query : List.of("?actor=x", "?action=A%20b", "?from=today", "/export?format=xml", "/verify?after=7")) {
            assertThat(send(owner, HttpMethod.GET, query, null).status())
                    .as(query)
                    .isEqualTo(400);
        }
    }

    @Test
    void setsForHowLongEntriesAreKept() {
        var admin = member(everywhere, BuiltInRole.ADMIN);
        var first = send(owner, HttpMethod.GET, "/retention", null);
        assertThat(first.body().path("days").isNull()).isTrue();
        assertThat(send(owner, HttpMethod.PUT, "/retention", Map.of("days", 90)).status())
                .isEqualTo(428);
        assertThat(send(admin, HttpMethod.PUT, "/retention", Map.of("days", 90), "If-Match", "\"0\"")
                        .status())
                .isEqualTo(403);
        assertThat(send(owner, HttpMethod.PUT, "/retention", Map.of("days", 29), "If-Match", "\"0\"")
                        .status())
                .isEqualTo(400);
        var set = send(owner, HttpMethod.PUT, "/retention", Map.of("days", 90), "If-Match", "\"0\"");
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.etag()).isEqualTo("\"1\"");
        assertThat(send(owner, HttpMethod.PUT, "/retention", Map.of("days", 60), "If-Match", "\"0\"")
                        .status())
                .isEqualTo(412);
        assertThat(get("/retention").path("days").asInt()).isEqualTo(90);
    }

    @Test
    void exportsAHundredThousandEntriesInFlatMemory() throws Exception {
        database.forOrganization(organization.toString(), jdbc -> {
            jdbc.sql("""
                            INSERT INTO audit_entry (org_id, sequence, id, occurred_at, content, chain_key, previous, hash)
                            SELECT ?, n, gen_random_uuid(), now(), jsonb_build_object('action', 'usage-retention.changed',
                                'version', 1, 'actor', '{"type": "user", "id": "u"}'::jsonb, 'targets', '[]'::jsonb,
                                'context', '{}'::jsonb, 'metadata', jsonb_build_object('days', n)), 'a', '', ''
                              FROM generate_series(1001, 1000 + ?) n
                            """).params(organization.toString(), MANY).update();
            return jdbc.sql("""
                            INSERT INTO audit_head (org_id, sequence, hash) VALUES (?, ?, '')
                            ON CONFLICT (org_id) DO UPDATE SET sequence = EXCLUDED.sequence
                            """).params(organization.toString(), 1_000 + MANY).update();
        });
        long before = used();
        long lines = 0;
        long during = 0;
        try (var http = HttpClient.newHttpClient();
                var reader = new BufferedReader(new InputStreamReader(
                        export(http, "/export?action=usage-retention.changed"), StandardCharsets.UTF_8))) {
            while (reader.readLine() != null) {
                if (++lines % 25_000 == 0) {
                    during = Math.max(during, used());
                }
            }
        }
        assertThat(lines).isEqualTo(MANY);
        assertThat(during - before).isLessThan(40L << 20);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private InputStream export(HttpClient http, String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + PATH + path))
                                .header("Authorization", "Bearer " + token(owner))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    private String text(String path) {
        var body = client.get()
                .uri(PATH + path)
                .headers(headers -> headers.setBearerAuth(token(owner)))
                .exchange()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
        return String.valueOf(body);
    }
}
