package io.machinenativeops.teamrbac.token;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.machinenativeops.platform.testing.TestIssuer;
import io.machinenativeops.teamrbac.Api;
import io.machinenativeops.teamrbac.IssuerService;
import io.machinenativeops.teamrbac.jwks.SigningKeys;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

class ExchangeIT extends IssuerService {

    @Autowired
    private SigningKeys keys;

    private String signIn(Principal user) {
        return own(claims(user.toString()));
    }

    private static JWTClaimsSet.Builder claims(String subject) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER_URL)
                .audience("mno")
                .subject(subject)
                .issueTime(at(1))
                .expirationTime(at(100));
    }

    private static Date at(long seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private String own(JWTClaimsSet.Builder claims) {
        return keys.sign(claims.build());
    }

    @Test
    void givesATokenForAKey() throws Exception {
        var answer = exchangeKey(apiKey(null));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("token_type").asString()).isEqualTo("Bearer");
        assertThat(answer.body().path("issued_token_type").asString()).isEqualTo(ACCESS_TOKEN);
        assertThat(answer.body().path("expires_in").asInt()).isBetween(290, 300);
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        var claims = verified(answer.body().path("access_token").asString(), published());
        assertThat(claims.getIssuer()).isEqualTo(ISSUER_URL);
        assertThat(claims.getAudience()).containsExactly("mno");
        assertThat(claims.getSubject()).isEqualTo(owner.toString());
        assertThat(claims.getStringClaim("org")).isEqualTo(organization.toString());
        assertThat(claims.getStringClaim("keyId")).isEqualTo("abcdefghijklmnop");
        assertThat(claims.getStringClaim("project")).isEqualTo("00000000-0000-0007-0000-000000000007");
        assertThat(claims.getLongClaim("authzRev")).isEqualTo(3);
        assertThat(claims.getJSONObjectClaim("grants")).containsOnlyKeys(everywhere.toString(), owner.toString());
        assertThat(claims.getJSONObjectClaim("grants").get(everywhere.toString()))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(Permission.values().length);
    }

    @Test
    void endsWithTheKey() throws Exception {
        var answer = exchangeKey(apiKey(Instant.now().plusSeconds(60)));

        assertThat(answer.body().path("expires_in").asInt()).isBetween(50, 60);
        refused(exchangeKey(apiKey(Instant.now())), 400, "invalid_request");
    }

    private Api by(Principal user) {
        return new Api(client, () -> accessToken(exchangeUser(signIn(user), organization)));
    }

    private static String key(Api by, Map<String, String> terms) {
        var made = by.post("/api-keys", with(terms, "name", "ci"));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return made.text("secret");
    }

    private static String accessToken(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.body().path("access_token").asString();
    }

    /** What the service says to a token of a key. */
    private String use(String token) {
        var answer = get("/api/v1/projects", token);
        return answer.status() + " " + answer.body().path("code").asString("");
    }

    @Test
    void takesNoKeyOfADeletedProjectUntilItIsRestored() {
        var byOwner = by(owner);
        var apollo = byOwner.post("/projects", Map.of("name", "apollo")).id();
        var comet = byOwner.post("/projects", Map.of("name", "comet")).id();
        var agent = byOwner.post("/agents", Map.of("name", "hal", "projectId", apollo))
                .id();
        var ann = member(everywhere, BuiltInRole.DEVELOPER);
        var keys = List.of(
                key(byOwner, Map.of("projectId", apollo, "role", "viewer")),
                key(by(ann), Map.of("projectId", apollo, "role", "developer", "scope", everywhere.toString())),
                key(byOwner, Map.of("agentId", agent)));
        var another = key(byOwner, Map.of("projectId", comet, "role", "viewer"));
        var tokens = keys.stream().map(key -> accessToken(exchangeKey(key))).toList();
        assertThat(tokens).extracting(this::use).noneMatch(said -> said.startsWith("401"));

        assertThat(byOwner.delete("/projects/" + apollo, "\"0\"").status()).isEqualTo(204);

        for (var key : keys) {
            var answer = exchangeKey(key);
            refused(answer, 400, "invalid_request");
            assertThat(answer.body().path("error_description").asString()).contains("project", "no more there");
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(tokens).extracting(this::use).containsOnly("401 token-superseded"));
        assertThat(use(accessToken(exchangeKey(another)))).isEqualTo("200 ");

        assertThat(byOwner.post("/projects/" + apollo + "/restore").status()).isEqualTo(200);

        assertThat(keys)
                .extracting(key -> use(accessToken(exchangeKey(key))))
                .noneMatch(said -> said.startsWith("401"));
        assertThat(use(accessToken(exchangeKey(keys.getFirst())))).isEqualTo("200 ");
    }

    @Test
    void givesAUserATokenForAnOrganisation() throws Exception {
        var ann = member(everywhere, BuiltInRole.VIEWER);
        var answer = exchangeUser(signIn(ann), organization);

        assertThat(answer.status()).isEqualTo(200);
        var claims = verified(answer.body().path("access_token").asString(), published());
        assertThat(claims.getSubject()).isEqualTo(ann.toString());
        assertThat(claims.getClaim("keyId")).isNull();
        assertThat(claims.getJSONObjectClaim("grants")).containsOnlyKeys(everywhere.toString(), ann.toString());
        refused(exchangeUser(signIn(ann), UUID.randomUUID()), 400, "invalid_request");
    }

    @Test
    void takesNoTokenThatIsNotAUsersOwnAndGood() throws Exception {
        var ann = member(everywhere, BuiltInRole.VIEWER);
        var subject = ann.toString();
        var past = at(-61);
        var forged = new TestIssuer()
                .token(
                        organization.toString(),
                        claims -> claims.subject(subject).issueTime(at(0)));
        for (var token : List.of(
                forged,
                new PlainJWT(claims(subject).build()).serialize(),
                own(claims(subject).audience("dashboard")),
                own(claims(subject).issuer("https://elsewhere.example")),
                own(claims(subject).expirationTime(past)),
                own(claims(subject).claim("keyId", "abcdefghijklmnop")),
                own(claims("agent:" + UUID.randomUUID())),
                own(claims("client:services")),
                own(claims("user:" + UUID.randomUUID())),
                own(claims(subject).issueTime(at(-1_000_000))),
                "x")) {
            refused(exchangeUser(token, organization), 400, "invalid_request");
        }
    }

    @Test
    void bearsClocksThatAreOffByAMinute() {
        var ann = member(everywhere, BuiltInRole.VIEWER);
        database.forService(
                jdbc -> jdbc.sql("UPDATE user_account SET valid_from = 'epoch'").update());
        var late = claims(ann.toString()).issueTime(at(-300)).expirationTime(at(-50));
        var early = claims(ann.toString()).notBeforeTime(at(50));

        assertThat(exchangeUser(own(late), organization).status()).isEqualTo(200);
        assertThat(exchangeUser(own(early), organization).status()).isEqualTo(200);
    }

    @Test
    void saysWhatIsWrongAsTheRfcDoes() {
        var good = Map.of("grant_type", EXCHANGE, "subject_token", apiKey(null), "subject_token_type", API_KEY);
        refused(token(GATEWAY, with(good, "audience", "other")), 400, "invalid_target");
        refused(token(GATEWAY, with(good, "resource", "https://x.example")), 400, "invalid_target");
        refused(token(GATEWAY, with(good, "scope", "x")), 400, "invalid_scope");
        refused(token(GATEWAY, with(good, "actor_token", "x")), 400, "invalid_request");
        refused(token(GATEWAY, with(good, "requested_token_type", "x")), 400, "invalid_request");
        refused(token(GATEWAY, with(good, "subject_token_type", "x\"")), 400, "invalid_request");
        refused(token(GATEWAY, with(good, "subject_token_type", ACCESS_TOKEN)), 400, "invalid_request");
        refused(
                token(GATEWAY, with(with(good, "subject_token_type", ACCESS_TOKEN), "mno_organization", "x")),
                400,
                "invalid_request");
        refused(token(GATEWAY, Map.of("grant_type", EXCHANGE)), 400, "invalid_request");
        refused(exchangeKey("mno_live_x"), 400, "invalid_request");
        refused(token(SERVICES, good), 400, "unauthorized_client");
        refused(token("gateway:wrong", good), 401, "invalid_client");
        refused(token(null, good), 401, "invalid_client");
        assertThat(token(GATEWAY, with(good, "audience", "mno")).status()).isEqualTo(200);
    }

    private static Map<String, String> with(Map<String, String> form, String name, String value) {
        var more = new HashMap<>(form);
        more.put(name, value);
        return more;
    }

    private static void refused(Answer answer, int status, String error) {
        assertThat(answer.body().path("error").asString()).as(answer.toString()).isEqualTo(error);
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void tellsServicesOfGrantsThatAreTooManyForAToken() throws Exception {
        for (int project = 0; project < 100; project++) {
            var at = node(ScopeKind.PROJECT, everywhere, "p" + project);
            if (project == 0) {
                bind(organization, owner, at, BuiltInRole.VIEWER);
            }
        }
        var many = member(node(ScopeKind.TEAM, everywhere, "red"), BuiltInRole.ADMIN);
        for (int project = 0; project < 30; project++) {
            bind(organization, many, node(ScopeKind.PROJECT, everywhere, "q" + project), BuiltInRole.ADMIN);
        }
        var answer = exchangeUser(signIn(many), organization);
        var claims = verified(answer.body().path("access_token").asString(), published());
        assertThat(claims.getClaim("grants")).isNull();
        var path = "/internal/grants/" + organization + "/" + many + "?rev=" + claims.getLongClaim("authzRev") + "&ref="
                + claims.getStringClaim("grantsRef");

        var theirs = get(path, answer.body().path("access_token").asString());
        assertThat(theirs.status()).as(theirs.body().toString()).isEqualTo(403);
        var own = token(SERVICES, Map.of("grant_type", "client_credentials"));
        assertThat(own.status()).isEqualTo(200);
        assertThat(own.body().path("expires_in").asInt()).isBetween(290, 300);
        var grants = get(path, own.body().path("access_token").asString());
        assertThat(grants.status()).isEqualTo(200);
        assertThat(grants.body().path("grants").size()).isEqualTo(32);
        assertThat(get(
                                path.replace("ref=", "ref=x"),
                                own.body().path("access_token").asString())
                        .status())
                .isEqualTo(400);
    }
}
