package io.machinenativeops.teamrbac.organization;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.machinenativeops.teamrbac.Api;
import io.machinenativeops.teamrbac.TeamRbacService;
import io.machinenativeops.teamrbac.access.TenantIndex;
import io.machinenativeops.teamrbac.delegation.Ownership;
import io.machinenativeops.teamrbac.identity.IdentityStore;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

class OrganizationsIT extends TeamRbacService {

    @Autowired
    private IdentityStore store;

    private static final UUID NOWHERE = new UUID(0, 0);

    /** Somebody with a token for no organisation, as a sign-in gives it. */
    private Api signedIn(Principal user, String... permissions) {
        return new Api(
                client,
                () -> ISSUER.token(
                        NOWHERE.toString(),
                        claims -> claims.subject(user.toString())
                                .claim("keyId", null)
                                .claim("grants", Map.of("platform", List.of(permissions)))));
    }

    @Test
    void makesAnOrganizationForWhoMayAndListsTheUsersOwn() {
        var api = signedIn(owner, "organization:create", "user:self");
        var slug = "made-" + organization;
        var made = api.post("/organizations", Map.of("name", "Made", "slug", slug));
        assertThat(made.status()).isEqualTo(201);
        assertThat(api.post("/organizations", Map.of("name", "Made", "slug", slug))
                        .code())
                .isEqualTo("409 name-taken");
        assertThat(signedIn(owner, "user:self")
                        .post("/organizations", Map.of("name", "Made"))
                        .code())
                .isEqualTo("403 forbidden");

        assertThat(api.get("/organizations")
                        .body()
                        .path("items")
                        .valueStream()
                        .map(each -> each.path("id").asString()))
                .containsExactly(organization.toString(), made.id());
        var id = UUID.fromString(made.id());
        var inside = as(id, owner);
        assertThat(inside.get("/organizations/" + id).text("slug")).isEqualTo(slug);
        assertThat(inside.get("/members")
                        .body()
                        .path("items")
                        .path(0)
                        .path("email")
                        .asString())
                .isEqualTo(owner.id() + "@example.test");
        assertThat(inside.get("/organizations/" + organization).code()).isEqualTo("404 not-found");
    }

    @Test
    void takesTheIdOfAnOrganizationFromWhoRunsThePlatformOnly() {
        var id = NewId.next();
        var wanted = Map.of("id", id, "name", "Brought along", "slug", "brought-" + id);
        assertThat(signedIn(owner, "organization:create")
                        .post("/organizations", wanted)
                        .code())
                .isEqualTo("403 forbidden");
        var operator = signedIn(owner, "organization:create", "platform:operate");
        assertThat(operator.post("/organizations", Map.of("id", UUID.randomUUID(), "name", "Random"))
                        .code())
                .isEqualTo("400 invalid-parameter");
        assertThat(operator.post("/organizations", wanted).id()).isEqualTo(id.toString());
        assertThat(operator.post("/organizations", Map.of("id", id, "name", "Twice"))
                        .code())
                .isEqualTo("409 id-taken");
        assertThat(as(id, owner).get("/organizations/" + id).text("name")).isEqualTo("Brought along");
    }

    @Test
    void makesOneOrganizationForOneIdempotencyKey() throws Exception {
        var api = signedIn(owner, "organization:create", "user:self");
        var body = Map.of("name", "Once", "slug", "once-" + organization);
        var key = Map.of("Idempotency-Key", "once-" + organization);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Api.Answer> post = () -> api.send(HttpMethod.POST, "/organizations", body, key);
            var answers = pool.invokeAll(List.of(post, post, post)).stream()
                    .map(Future::resultNow)
                    .toList();
            assertThat(answers).extracting(Api.Answer::status).containsOnly(201);
            assertThat(answers)
                    .extracting(Api.Answer::id)
                    .containsOnly(answers.getFirst().id());
        }
        assertThat(api.send(HttpMethod.POST, "/organizations", Map.of("name", "Other"), key)
                        .code())
                .isEqualTo("422 idempotency-key-reused");
        assertThat(api.get("/organizations").body().path("items")).hasSize(2);
        // Another one's key is another key, and does not show what the first one made.
        assertThat(signedIn(member(everywhere, BuiltInRole.VIEWER), "organization:create")
                        .send(HttpMethod.POST, "/organizations", body, key)
                        .code())
                .isEqualTo("409 name-taken");
        assertThat(api.send(HttpMethod.POST, "/organizations", body, Map.of("Idempotency-Key", "two words"))
                        .code())
                .isEqualTo("400 invalid-parameter");
    }

    @Test
    void freesTheIdempotencyKeyOfARefusedOrganization() {
        var api = signedIn(owner, "organization:create", "user:self");
        var key = Map.of("Idempotency-Key", "refused-" + organization);
        assertThat(api.send(
                                HttpMethod.POST,
                                "/organizations",
                                Map.of("name", "Acme", "slug", "acme-" + organization),
                                key)
                        .code())
                .isEqualTo("409 name-taken");
        assertThat(api.send(
                                HttpMethod.POST,
                                "/organizations",
                                Map.of("name", "Acme", "slug", "other-" + organization),
                                key)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void renamesDeletesAndRestoresAnOrganization() {
        var api = as(owner);
        var path = "/organizations/" + organization;
        assertThat(api.patch(path, "\"0\"", Map.of("name", "Other")).text("name"))
                .isEqualTo("Other");
        assertThat(api.put(path, "\"1\"", Map.of("name", "Again", "slug", "again-" + organization))
                        .text("slug"))
                .isEqualTo("again-" + organization);
        var admin = as(member(everywhere, BuiltInRole.ADMIN));
        assertThat(admin.patch(path, "*", Map.of("name", "Mine")).code()).isEqualTo("403 forbidden");

        assertThat(api.delete(path, "\"2\"").status()).isEqualTo(204);
        assertThat(decisions.grants(organization, 0, owner).claim()).isEmpty();
        assertThat(signedIn(owner, "user:self").get("/organizations").body().path("items"))
                .isEmpty();
        var stranger = signedIn(Principal.user(NewId.next()), "user:self");
        assertThat(stranger.post(path + "/restore").code()).isEqualTo("404 not-found");
        assertThat(signedIn(owner, "user:self")
                        .get("/organizations?deleted=true")
                        .body()
                        .path("items")
                        .valueStream()
                        .map(each -> each.path("id").asString()))
                .containsExactly(organization.toString());
        assertThat(signedIn(owner, "user:self").post(path + "/restore").status())
                .isEqualTo(200);
        assertThat(as(owner).get(path).text("name")).isEqualTo("Again");
    }

    @Test
    void letsNobodyDoAnythingInASuspendedOrganization() {
        var operator = signedIn(Principal.user(NewId.next()), "platform:operate");
        var path = "/organizations/" + organization;
        assertThat(as(owner).post(path + "/suspend").code()).isEqualTo("403 forbidden");
        assertThat(operator.post(path + "/suspend").status()).isEqualTo(200);
        assertThat(decisions.grants(organization, 0, owner).claim()).isEmpty();
        assertThat(operator.post(path + "/resume").status()).isEqualTo(200);
        assertThat(decisions.grants(organization, 0, owner).claim()).isNotEmpty();
        assertThat(operator.post("/organizations/" + NewId.next() + "/suspend").code())
                .isEqualTo("404 not-found");
    }

    @Test
    void handsAnOrganizationOver() {
        var heir = member(everywhere, BuiltInRole.DEVELOPER);
        var path = "/organizations/" + organization + "/transfer";
        var admin = member(everywhere, BuiltInRole.ADMIN);
        assertThat(as(admin).post(path, Map.of("to", admin.id())).code()).isEqualTo("403 forbidden");
        assertThat(as(owner).post(path, Map.of("to", NewId.next())).code()).isEqualTo("404 not-found");
        assertThat(as(owner).post(path, Map.of("to", owner.id())).code()).isEqualTo("403 forbidden-oneself");

        assertThat(as(owner).post(path, Map.of("to", heir.id())).status()).isEqualTo(200);
        assertThat(as(heir).patch("/organizations/" + organization, "*", Map.of("name", "Mine"))
                        .status())
                .isEqualTo(200);
        assertThat(as(owner)
                        .patch("/organizations/" + organization, "*", Map.of("name", "Not mine"))
                        .code())
                .isEqualTo("403 forbidden");
        assertThat(as(owner)
                        .get("/role-bindings?principal=" + owner)
                        .body()
                        .path("items")
                        .valueStream()
                        .map(each -> each.path("role").asString()))
                .containsExactly("admin");
    }

    @Test
    void suspendsResumesAndRemovesMembers() {
        var someone = member(everywhere, BuiltInRole.DEVELOPER);
        var path = "/members/" + someone.id();
        var api = as(owner);
        assertThat(as(someone).post(path + "/suspend").code()).isEqualTo("403 forbidden");
        assertThat(api.post("/members/" + owner.id() + "/suspend").code()).isEqualTo("403 forbidden-oneself");
        assertThat(as(member(everywhere, BuiltInRole.ADMIN))
                        .post("/members/" + owner.id() + "/suspend")
                        .code())
                .isEqualTo("403 forbidden-above-own");

        assertThat(api.post(path + "/suspend").body().path("suspendedAt").isNull())
                .isFalse();
        assertThat(decisions.grants(organization, 0, someone).claim()).isEmpty();
        assertThat(api.get("/members?status=suspended")
                        .body()
                        .path("items")
                        .valueStream()
                        .map(each -> each.path("id").asString()))
                .containsExactly(someone.id().toString());
        assertThat(api.get("/members?status=active").body().path("items")).hasSize(2);
        assertThat(api.get("/members?status=gone").code()).isEqualTo("400 invalid-parameter");
        assertThat(api.post(path + "/resume").body().path("suspendedAt").isNull())
                .isTrue();
        assertThat(decisions.grants(organization, 0, someone).claim()).isNotEmpty();
        assertThat(api.delete(path, "*").status()).isEqualTo(204);
        assertThat(api.get(path).code()).isEqualTo("404 not-found");
        assertThat(decisions.grants(organization, 0, someone).claim()).isEmpty();
        assertThat(api.get("/role-bindings?principal=" + someone).body().path("items"))
                .isEmpty();
    }

    @Test
    void letsMembersLeaveButNotTheLastOwner() {
        var someone = member(everywhere, BuiltInRole.VIEWER);
        assertThat(as(someone).post("/members/me/leave").status()).isEqualTo(204);
        assertThat(as(owner).get("/members/" + someone.id()).code()).isEqualTo("404 not-found");
        assertThat(as(owner).post("/members/me/leave").code()).isEqualTo("409 last-owner");
    }

    @Test
    void keepsOneOwnerWhenTwoRemoveEachOtherAtOnce() throws Exception {
        var other = member(everywhere, BuiltInRole.OWNER);
        var first = as(owner);
        var second = as(other);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = pool
                    .invokeAll(List.<Callable<Api.Answer>>of(
                            () -> first.delete("/members/" + other.id(), "*"),
                            () -> second.delete("/members/" + owner.id(), "*")))
                    .stream()
                    .map(Future::resultNow)
                    .map(Api.Answer::status)
                    .toList();
            assertThat(answers).contains(204).hasSize(2);
            assertThat(answers.stream().filter(status -> status == 204)).hasSize(1);
        }
    }

    /** One gives up the role, is suspended or is denied what an owner needs, as the other leaves. */
    @ParameterizedTest
    @ValueSource(strings = {"binding", "suspension", "deny"})
    void keepsOneOwnerHoweverTheTwoGo(String way) throws Exception {
        var other = member(everywhere, BuiltInRole.OWNER);
        var first = as(owner);
        var second = as(other);
        var binding = first.get("/role-bindings?principal=" + owner)
                .body()
                .path("items")
                .path(0)
                .path("id")
                .asString();
        Callable<Api.Answer> goes = switch (way) {
            case "binding" -> () -> first.delete("/role-bindings/" + binding, "*");
            case "suspension" -> () -> second.post("/members/" + owner.id() + "/suspend");
            default ->
                () -> second.post(
                        "/permission-denies",
                        Map.of(
                                "principal", owner.toString(),
                                "scope", everywhere.toString(),
                                "permissions", List.of("org:manage")));
        };
        Callable<Api.Answer> leaves = () -> second.post("/members/me/leave");
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = pool.invokeAll(List.of(goes, leaves)).stream()
                    .map(Future::resultNow)
                    .toList();
            assertThat(answers.stream().filter(answer -> answer.status() < 300))
                    .as(answers.toString())
                    .hasSize(1);
        }
        var owners = new Ownership(TenantIndex.of(store.load(organization)), Instant.now()).owners();
        assertThat(owners).hasSize(1);
    }

    @Test
    void keepsOneOwnerWhenTwoLeaveAtOnce() throws Exception {
        var other = member(everywhere, BuiltInRole.OWNER);
        var first = as(owner);
        var second = as(other);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = pool
                    .invokeAll(List.<Callable<Api.Answer>>of(
                            () -> first.post("/members/me/leave"), () -> second.post("/members/me/leave")))
                    .stream()
                    .map(Future::resultNow)
                    .map(Api.Answer::status)
                    .toList();
            assertThat(answers).containsExactlyInAnyOrder(204, 409);
        }
    }
}
