package io.machinenativeops.teamrbac.key;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.machinenativeops.teamrbac.TeamRbacService;
import io.machinenativeops.teamrbac.access.Check;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.key.KeyVerdict.Reason;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Keys over HTTP, and what their verification says then. */
class ApiKeysIT extends TeamRbacService {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PATH = "/api/v1/api-keys";

    @Autowired
    ApiKeys keys;

    private Scope project = everywhere;

    @BeforeEach
    void makeAProject() {
        project = node(ScopeKind.PROJECT, everywhere, "apollo");
    }

    private record Reply(
            int status, JsonNode body, @Nullable String etag) {}

    private Reply send(
            Principal as, HttpMethod method, String path, @Nullable Object body, Map<String, String> headers) {
        var request = client.method(method).uri(PATH + path).headers(all -> {
            all.setBearerAuth(token(as));
            headers.forEach(all::set);
        });
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        EntityExchangeResult<byte[]> result = request.exchange().expectBody().returnResult();
        var content = result.getResponseBody();
        return new Reply(
                result.getStatus().value(),
                content == null || content.length == 0 ? JSON.createObjectNode() : JSON.readTree(content),
                result.getResponseHeaders().getETag());
    }

    private Reply post(Principal as, Object body) {
        return send(as, HttpMethod.POST, "", body, Map.of());
    }

    private JsonNode made(Principal as, Map<String, Object> more) {
        var body = new HashMap<String, Object>(Map.of("name", "ci", "role", "developer"));
        body.putAll(more);
        var reply = post(as, body);
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(201);
        return reply.body();
    }

    private static String secret(JsonNode made) {
        return made.path("secret").asString();
    }

    private static String id(JsonNode made) {
        return "/" + made.path("id").asString();
    }

    private KeyVerdict verify(String key) {
        return keys.verify(key, "203.0.113.7");
    }

    private void assertRefused(KeyVerdict verdict, Reason reason) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        KeyVerdict.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private Principal agent() {
        var agent = Principal.agent(NewId.next());
        changes.change(organization.toString(), change -> {
            change.put(Member.active(agent));
            return database.inside(jdbc -> jdbc.sql("""
                            INSERT INTO agent (org_id, id, project_id, name, look_alike, revision, identity_revision, created_at,
                                created_by, updated_at) VALUES (?, ?, ?, 'bot', 'bot', 0, ?, now(), 'test', now())
                            """)
                    .params(organization.toString(), agent.id(), project.id(), change.revision())
                    .update());
        });
        bind(organization, agent, project, BuiltInRole.AGENT);
        return agent;
    }

    @Test
    void makesAKeyThatIsGoodForItsMakersProject() {
        var made = made(owner, Map.of("projectId", project.id().toString()));

        assertThat(secret(made)).matches("mno_live_[0-9A-Za-z]{16}_[0-9A-Za-z]{38}");
        assertThat(made.path("prefix").asString())
                .isEqualTo("mno_live_" + made.path("keyId").asString());
        assertThat(verify(secret(made))).isInstanceOfSatisfying(KeyVerdict.Valid.class, valid -> {
            assertThat(valid.organization()).isEqualTo(organization);
            assertThat(valid.key().id().toString()).isEqualTo(made.path("id").asString());
            assertThat(valid.actsFor()).isEqualTo(owner);
            assertThat(valid.keyId()).isEqualTo(made.path("keyId").asString());
            assertThat(valid.project()).isEqualTo(project.id());
            assertThat(valid.validUntil()).isNull();
            assertThat(decisions
                            .check(organization, 0, new Check(valid.key(), Permission.USAGE_WRITE, project))
                            .value()
                            .allowed())
                    .isTrue();
            assertThat(decisions
                            .check(organization, 0, new Check(valid.key(), Permission.USAGE_WRITE, everywhere))
                            .value()
                            .allowed())
                    .isFalse();
        });
        var read = send(owner, HttpMethod.GET, id(made), null, Map.of());
        assertThat(read.etag()).isEqualTo("\"0\"");
        assertThat(read.body().has("secret")).isFalse();
        assertThat(read.body().path("role").asString()).isEqualTo("developer");
        assertThat(read.body().toString()).doesNotContain(secret(made));
    }

    @Test
    void aKeyMayBeAtHomeInAProjectAndHoldMore() {
        var made = made(owner, Map.of("projectId", project.id().toString(), "scope", everywhere.toString()));

        assertThat(made.path("scope").asString()).isEqualTo(everywhere.toString());
        assertThat(verify(secret(made))).isInstanceOfSatisfying(KeyVerdict.Valid.class, valid -> {
            assertThat(valid.project()).isEqualTo(project.id());
            assertThat(decisions
                            .check(organization, 0, new Check(valid.key(), Permission.USAGE_WRITE, everywhere))
                            .value()
                            .allowed())
                    .isTrue();
        });
        var unknown = Map.of("name", "ci", "role", "viewer", "projectId", NewId.next(), "scope", everywhere.toString());
        assertThat(post(owner, unknown).status()).isEqualTo(404);
        var agents = Map.of("name", "bot", "agentId", agent().id(), "scope", everywhere.toString());
        assertThat(post(owner, agents).status()).isEqualTo(400);
    }

    @Test
    void anAgentsKeyHasTheAgentsRoleInItsProject() {
        var agent = agent();
        var reply = post(owner, Map.of("name", "bot", "agentId", agent.id().toString()));

        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(201);
        assertThat(reply.body().path("role").asString()).isEqualTo("agent");
        assertThat(reply.body().path("scope").asString()).isEqualTo(project.toString());
        assertThat(verify(secret(reply.body())))
                .isInstanceOfSatisfying(
                        KeyVerdict.Valid.class,
                        valid -> assertThat(valid.actsFor()).isEqualTo(agent));
    }

    @Test
    void refusesWithoutAskingWhyWhatIsNoGoodKey() {
        var secret = secret(made(owner, Map.of()));
        var another = ApiKey.parse(secret);
        assertRefused(verify("Bearer x"), Reason.MALFORMED);
        assertRefused(verify(secret.substring(0, secret.length() - 1) + "~"), Reason.MALFORMED);
        char last = secret.charAt(secret.length() - 1);
        assertRefused(verify(secret.substring(0, secret.length() - 1) + (last == '0' ? '1' : '0')), Reason.MALFORMED);
        assertRefused(verify(new ApiKey(another.keyId(), "0".repeat(32)).text()), Reason.UNKNOWN);
        assertRefused(verify(new ApiKey("0".repeat(16), another.secret()).text()), Reason.UNKNOWN);
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceAndItsTokensAreOld() {
        var made = made(owner, Map.of());
        assertThat(verify(secret(made))).isInstanceOf(KeyVerdict.Valid.class);

        assertThat(send(owner, HttpMethod.DELETE, id(made), null, Map.of()).status())
                .isEqualTo(204);

        assertRefused(verify(secret(made)), Reason.UNKNOWN);
        assertThat(send(owner, HttpMethod.GET, id(made), null, Map.of()).status())
                .isEqualTo(404);
        assertThat(send(owner, HttpMethod.DELETE, id(made), null, Map.of()).status())
                .isEqualTo(404);
        assertThat(decisions
                        .grants(
                                organization,
                                0,
                                Principal.key(UUID.fromString(made.path("id").asString())))
                        .byScope())
                .isEmpty();
    }

    @Test
    void rotationKeepsTheOldSecretForItsGraceOnly() {
        var made = made(owner, Map.of());
        var rotated = send(owner, HttpMethod.POST, id(made) + "/rotate", Map.of("grace", "1h"), Map.of());
        assertThat(rotated.status()).as(rotated.body().toString()).isEqualTo(200);
        assertThat(rotated.body().path("keyId")).isEqualTo(made.path("keyId"));
        var until = Instant.parse(rotated.body().path("previousUntil").asString());

        assertThat(verify(secret(rotated.body())))
                .isInstanceOfSatisfying(
                        KeyVerdict.Valid.class,
                        valid -> assertThat(valid.validUntil()).isNull());
        assertThat(verify(secret(made)))
                .isInstanceOfSatisfying(
                        KeyVerdict.Valid.class,
                        valid -> assertThat(valid.validUntil()).isEqualTo(until));
        assertThat(Duration.between(Instant.now(), until)).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));

        var again = send(owner, HttpMethod.POST, id(made) + "/rotate", Map.of("grace", "0"), Map.of());
        assertRefused(verify(secret(made)), Reason.UNKNOWN);
        assertRefused(verify(secret(rotated.body())), Reason.UNKNOWN);
        assertThat(verify(secret(again.body()))).isInstanceOf(KeyVerdict.Valid.class);

        for (var wrong : List.of("2h", "1H", "-1m", "01m", "")) {
            assertThat(send(owner, HttpMethod.POST, id(made) + "/rotate", Map.of("grace", wrong), Map.of())
                            .status())
                    .isEqualTo(400);
        }
        assertThat(send(owner, HttpMethod.POST, id(made) + "/rotate", Map.of(), Map.of())
                        .status())
                .isEqualTo(400);
        send(owner, HttpMethod.DELETE, id(made), null, Map.of());
        assertThat(send(owner, HttpMethod.POST, id(made) + "/rotate", Map.of("grace", "1h"), Map.of())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aKeyThatEndedIsNeitherTakenNorRotated() {
        var made = madeThatEndsSoon();
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertRefused(verify(secret(made)), Reason.EXPIRED));

        var rotated = send(owner, HttpMethod.POST, id(made) + "/rotate", Map.of("grace", "0"), Map.of());
        assertThat(rotated.status()).isEqualTo(409);
        assertThat(rotated.body().path("code").asString()).isEqualTo("api-key-ended");
        assertThat(post(owner, Map.of("name", "x", "role", "viewer", "expiresAt", "2020-01-01T00:00:00Z"))
                        .status())
                .isEqualTo(400);
    }

    /** A key that was taken; where that takes longer than keys live, one that lives longer. */
    private JsonNode madeThatEndsSoon() {
        for (var life = Duration.ofMillis(700); ; life = life.multipliedBy(2)) {
            var made = made(owner, Map.of("expiresAt", Instant.now().plus(life).toString()));
            if (verify(secret(made)) instanceof KeyVerdict.Valid) {
                return made;
            }
            assertThat(life).as("no key was taken").isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void changesNameRangesAndEndForWhoSawTheKey() {
        var made = made(owner, Map.of("sources", List.of("203.0.113.0/24")));
        assertThat(verify(secret(made))).isInstanceOf(KeyVerdict.Valid.class);
        assertRefused(keys.verify(secret(made), "198.51.100.1"), Reason.SOURCE);

        var end = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        var edit = Map.of("name", "deploy", "sources", List.of("2001:db8::/32"), "expiresAt", end.toString());
        assertThat(send(owner, HttpMethod.PUT, id(made), edit, Map.of()).status())
                .isEqualTo(428);
        assertThat(send(owner, HttpMethod.PUT, id(made), edit, Map.of("If-Match", "\"7\""))
                        .status())
                .isEqualTo(412);
        var changed = send(owner, HttpMethod.PUT, id(made), edit, Map.of("If-Match", "\"0\""));
        assertThat(changed.status()).as(changed.body().toString()).isEqualTo(200);
        assertThat(changed.etag()).isEqualTo("\"1\"");

        assertRefused(verify(secret(made)), Reason.SOURCE);
        assertThat(keys.verify(secret(made), "2001:db8::7"))
                .isInstanceOfSatisfying(
                        KeyVerdict.Valid.class,
                        valid -> assertThat(valid.validUntil()).isEqualTo(end));
        assertThat(decisions
                        .grants(
                                organization,
                                0,
                                Principal.key(UUID.fromString(made.path("id").asString())))
                        .validUntil())
                .isEqualTo(end);
    }

    @Test
    void aSuspendedOwnerHasNoKeys() {
        var member = member(everywhere, BuiltInRole.DEVELOPER);
        var made = made(member, Map.of());
        assertThat(verify(secret(made))).isInstanceOf(KeyVerdict.Valid.class);

        changes.change(organization.toString(), change -> {
            change.put(Member.suspended(member));
            return database.inside(
                    jdbc -> jdbc.sql("UPDATE member SET suspended_at = now(), identity_revision = ? WHERE user_id = ?")
                            .params(change.revision(), member.id())
                            .update());
        });
        assertRefused(verify(secret(made)), Reason.SUSPENDED);
    }

    @Test
    void nobodyMakesOrSeesKeysBeyondTheOwnPermissions() {
        var developer = member(project, BuiltInRole.DEVELOPER);
        var viewer = member(everywhere, BuiltInRole.VIEWER);
        var ofOwner = made(owner, Map.of());

        assertThat(post(viewer, Map.of("name", "x", "role", "viewer")).status()).isEqualTo(403);
        assertThat(post(developer, Map.of("name", "x", "role", "developer")).status())
                .isEqualTo(403);
        var beyond = post(
                developer,
                Map.of("name", "x", "role", "admin", "projectId", project.id().toString()));
        assertThat(beyond.status()).isEqualTo(403);
        assertThat(beyond.body().path("code").asString()).isEqualTo("forbidden-beyond-own");
        assertThat(post(
                                developer,
                                Map.of(
                                        "name",
                                        "x",
                                        "role",
                                        "developer",
                                        "projectId",
                                        project.id().toString(),
                                        "userId",
                                        owner.id().toString()))
                        .status())
                .isEqualTo(403);
        var own = made(developer, Map.of("projectId", project.id().toString()));
        for (var method : List.of(HttpMethod.GET, HttpMethod.DELETE)) {
            assertThat(send(developer, method, id(ofOwner), null, Map.of()).status())
                    .isEqualTo(404);
        }
        var rotation = Map.of("grace", "0");
        assertThat(send(developer, HttpMethod.POST, id(ofOwner) + "/rotate", rotation, Map.of())
                        .status())
                .isEqualTo(404);
        var admin = member(everywhere, BuiltInRole.ADMIN);
        var ownersOwn = made(owner, Map.of("role", "owner"));
        assertThat(send(admin, HttpMethod.POST, id(ownersOwn) + "/rotate", rotation, Map.of())
                        .status())
                .isEqualTo(403);
        assertThat(send(admin, HttpMethod.DELETE, id(own), null, Map.of()).status())
                .isEqualTo(204);
    }

    @Test
    void listsWhatOneMaySeeInPages() {
        var developer = member(project, BuiltInRole.DEVELOPER);
        var first = made(owner, Map.of("projectId", project.id().toString()));
        var second = made(owner, Map.of());
        var third = made(developer, Map.of("projectId", project.id().toString()));

        assertThat(list(owner, "")).containsExactly(third.path("id"), second.path("id"), first.path("id"));
        assertThat(list(developer, "")).containsExactly(third.path("id"));
        assertThat(list(owner, "?project=" + project.id())).containsExactly(third.path("id"), first.path("id"));
        assertThat(list(owner, "?user=" + developer.id())).containsExactly(third.path("id"));
        assertThat(list(owner, "?agent=" + developer.id())).isEmpty();
        var page = send(owner, HttpMethod.GET, "?limit=2", null, Map.of()).body();
        assertThat(page.path("items")).hasSize(2);
        var cursor = page.path("nextCursor").asString();
        assertThat(list(owner, "?limit=2&cursor=" + cursor)).containsExactly(first.path("id"));

        var stranger = Principal.user(NewId.next());
        var other = NewId.next();
        makeOrganization(other, stranger);
        var status = client.get()
                .uri(PATH + id(first))
                .headers(headers -> headers.setBearerAuth(token(other, stranger)))
                .exchange()
                .expectBody()
                .returnResult()
                .getStatus();
        assertThat(status.value()).isEqualTo(404);
    }

    private List<JsonNode> list(Principal as, String query) {
        var items = send(as, HttpMethod.GET, query, null, Map.of()).body().path("items");
        return items.valueStream().map(item -> item.path("id")).toList();
    }

    @Test
    void tellsTheSecretAgainToWhoRepeatsThePost() {
        var headers = Map.of("Idempotency-Key", "make-" + organization);
        var body = Map.of("name", "once", "role", "viewer");
        var first = send(owner, HttpMethod.POST, "", body, headers);
        var second = send(owner, HttpMethod.POST, "", body, headers);
        assertThat(first.status()).isEqualTo(201);
        assertThat(secret(second.body())).isEqualTo(secret(first.body())).isNotEmpty();
        assertThat(list(owner, "")).hasSize(1);
    }

    @Test
    void saysWhichFieldIsWrong() {
        var wrong = Map.<String, Map<String, Object>>of(
                "name", Map.of("name", " ", "role", "viewer"),
                "role", Map.of("name", "x"),
                "permissions", Map.of("name", "x", "role", "viewer", "permissions", List.of("usage:read")),
                "projectId", Map.of("name", "x", "role", "viewer", "projectId", "apollo"),
                "expiresAt", Map.of("name", "x", "role", "viewer", "expiresAt", "tomorrow"),
                "sources[0]", Map.of("name", "x", "role", "viewer", "sources", List.of("203.0.113.1/24")),
                "userId", Map.of("name", "x", "agentId", UUID.randomUUID().toString(), "userId", "u"));
        wrong.forEach((field, body) -> {
            var reply = post(owner, body);
            assertThat(reply.status()).as(field).isEqualTo(400);
            assertThat(reply.body().at("/errors/0/field").asString()).isEqualTo(field);
        });
        assertThat(post(owner, Map.of("name", "x", "permissions", List.of("usage:fly")))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void notesTheFirstUse() {
        var made = made(owner, Map.of());
        verify(secret(made));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(send(owner, HttpMethod.GET, id(made), null, Map.of())
                                .body()
                                .path("lastUsedAt")
                                .isString())
                        .isTrue());
        assertThat(send(owner, HttpMethod.GET, id(made), null, Map.of()).etag()).isEqualTo("\"0\"");
    }

    private Reply leaked(Object body) {
        var result = client.post()
                .uri(PATH + "/leaked")
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange()
                .expectBody()
                .returnResult();
        return new Reply(
                result.getStatus().value(), JSON.readTree(Objects.requireNonNull(result.getResponseBody())), null);
    }

    @Test
    void whoeverFindsAKeyHasItRevoked() {
        var made = made(owner, Map.of());
        var another = made(owner, Map.of());
        var guessed = new ApiKey(ApiKey.parse(secret(made)).keyId(), "0".repeat(32)).text();

        assertThat(leaked(Map.of("key", guessed)).body().path("revoked").asBoolean())
                .isFalse();
        assertThat(verify(secret(made))).isInstanceOf(KeyVerdict.Valid.class);
        assertThat(leaked(Map.of("key", secret(made))).body().path("revoked").asBoolean())
                .isTrue();
        assertRefused(verify(secret(made)), Reason.UNKNOWN);
        assertThat(leaked(Map.of("key", secret(made))).body().path("revoked").asBoolean())
                .isFalse();
        assertThat(verify(secret(another))).isInstanceOf(KeyVerdict.Valid.class);
        assertThat(leaked(Map.of("key", "mno_live_x")).status()).isEqualTo(400);
        assertThat(leaked(Map.of()).status()).isEqualTo(400);
    }

    @Test
    void aSecretThatWasRotatedAwayOnlyLosesItsGrace() {
        var made = made(owner, Map.of());
        var rotated = send(owner, HttpMethod.POST, id(made) + "/rotate", Map.of("grace", "1h"), Map.of());

        assertThat(leaked(Map.of("key", secret(made))).body().path("revoked").asBoolean())
                .isTrue();
        assertRefused(verify(secret(made)), Reason.UNKNOWN);
        assertThat(verify(secret(rotated.body()))).isInstanceOf(KeyVerdict.Valid.class);
    }
}
