package io.machinenativeops.gateway.session;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.lettuce.core.RedisClient;
import io.machinenativeops.embedded.EmbeddedRedis;
import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.gateway.Replica;
import io.machinenativeops.gateway.Upstream;
import io.machinenativeops.gateway.exchange.Issuer;
import io.machinenativeops.gateway.exchange.TokenClaims;
import io.machinenativeops.gateway.exchange.TokenEndpoint;
import io.machinenativeops.platform.security.IdentityChange;
import io.machinenativeops.platform.security.SupersededTokens;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A browser in front of the gateway, with an issuer, a service and Redis behind it. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "mno.gateway.issuer.bff-secret=bff-secret")
class SessionIT {

    private static final Upstream SERVICE = new Upstream();
    private static final Issuer ISSUER = new Issuer();
    private static final EmbeddedRedis REDIS =
            EmbeddedRedis.in(EmbeddedStores.freshFolder()).start();
    private static final String USAGE = "/api/v1/usage/summary";
    private static final String COOKIE = "mno_session";
    private static final String SEALED_WITH =
            Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("TOKEN_TRACKING_URL", SERVICE::url);
        registry.add("TEAM_RBAC_URL", ISSUER::url);
        registry.add("REDIS_URL", REDIS::url);
        registry.add("MNO_SESSION_ENCRYPTION", () -> SEALED_WITH);
    }

    @LocalServerPort
    int port;

    @Autowired
    SupersededTokens superseded;

    private final String organization = UUID.randomUUID().toString();
    private final String subject = "user:" + UUID.randomUUID();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void answer() {
        SERVICE.answers(200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        ISSUER.answer();
        ISSUER.forgetWhatWasAsked();
        ISSUER.peoplesTokensLive(300);
        ISSUER.revise(1);
        ISSUER.issues("http://localhost:8080");
    }

    private HttpResponse<String> send(String target, UnaryOperator<HttpRequest.Builder> more) throws Exception {
        return send(port, target, more);
    }

    private HttpResponse<String> send(int gateway, String target, UnaryOperator<HttpRequest.Builder> more)
            throws Exception {
        return client.send(
                more.apply(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway + target)))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String target, String cookies) throws Exception {
        return send(target, request -> request.header("Cookie", cookies));
    }

    private HttpResponse<String> post(String target, String cookies, @Nullable String csrf) throws Exception {
        return send(target, request -> {
            request.header("Cookie", cookies).POST(BodyPublishers.ofString("{}"));
            return csrf == null ? request : request.header("X-CSRF-Token", csrf);
        });
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private static String code(HttpResponse<String> response) {
        return json(response).path("code").asString();
    }

    /** {@code name=value} of a cookie that was set. */
    private static String cookie(HttpResponse<?> response, String name) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(set -> set.startsWith(name + "="))
                .map(set -> set.substring(0, set.indexOf(';')))
                .findFirst()
                .orElse("");
    }

    private static URI location(HttpResponse<?> response) {
        return URI.create(response.headers().firstValue("Location").orElseThrow());
    }

    private static String parameter(URI uri, String name) {
        for (var field : uri.getRawQuery().split("&", -1)) {
            if (field.startsWith(name + "=")) {
                return URLDecoder.decode(field.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private HttpResponse<String> callback(HttpResponse<String> login, String cookies) throws Exception {
        var there = location(login);
        var code = ISSUER.signIn(there, subject, organization);
        return get("/auth/callback?code=" + code + "&state=" + parameter(there, "state"), cookies);
    }

    /** Signs somebody in: the cookie. */
    private String signedIn() throws Exception {
        var login = send("/auth/login?moved=1", UnaryOperator.identity());
        var finished = callback(login, cookie(login, "mno_begun"));
        assertThat(finished.statusCode()).as(finished.body()).isEqualTo(303);
        return cookie(finished, COOKIE);
    }

    private String csrf(String cookie) throws Exception {
        return json(get("/auth/session", cookie)).get("csrfToken").asString();
    }

    private static String passedToken() {
        return String.valueOf(SERVICE.last().headers().getFirst("Authorization"));
    }

    @Test
    void signsInWithProofAndKeepsTheTokensToItself() throws Exception {
        var login = send("/auth/login?moved=1&return=%2Fbudgets%3Fteam%3Da", UnaryOperator.identity());

        assertThat(login.statusCode()).isEqualTo(303);
        var there = location(login);
        assertThat(there.toString()).startsWith("http://localhost:8080/oauth2/authorize?");
        assertThat(parameter(there, "client_id")).isEqualTo("bff");
        assertThat(parameter(there, "redirect_uri")).isEqualTo("http://localhost:8080/auth/callback");
        assertThat(parameter(there, "code_challenge_method")).isEqualTo("S256");
        assertThat(parameter(there, "code_challenge")).hasSize(43);

        var finished = callback(login, cookie(login, "mno_begun"));
        assertThat(finished.statusCode()).isEqualTo(303);
        assertThat(location(finished)).hasToString("/budgets?team=a");
        assertThat(finished.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(finished.headers().allValues("Set-Cookie"))
                .anySatisfy(set -> assertThat(set)
                        .startsWith(COOKIE + "=")
                        .contains("HttpOnly", "SameSite=Lax", "Path=/")
                        .doesNotContain("Domain"))
                .anySatisfy(set -> assertThat(set).startsWith("mno_begun=;").contains("Max-Age=0"));

        var cookie = cookie(finished, COOKIE);
        assertThat(get(USAGE, cookie + "; theme=dark").statusCode()).isEqualTo(200);
        var claims = TokenClaims.of(passedToken().substring(7), JsonMapper.shared());
        assertThat(claims).isNotNull().extracting(TokenClaims::subject).isEqualTo(subject);
        assertThat(SERVICE.last().headers().get("Cookie"))
                .as("services know no cookies")
                .isNull();

        var session = json(get("/auth/session", cookie));
        assertThat(session.get("subject").asString()).isEqualTo(subject);
        assertThat(session.get("organizationId").asString()).isEqualTo(organization);
        assertThat(session.propertyNames())
                .containsExactlyInAnyOrder("subject", "organizationId", "csrfToken", "expiresAt");
    }

    @Test
    void leavesTheIssuerItsOwnCookie() throws Exception {
        var theirs = new AtomicReference<@Nullable String>();
        ISSUER.does(exchange -> {
            theirs.set(exchange.getRequestHeaders().getFirst("Cookie"));
            exchange.getResponseHeaders().set("Set-Cookie", "mno_sign_in=theirs; Path=/; HttpOnly");
            exchange.sendResponseHeaders(200, -1);
        });
        var login = send("/auth/login?moved=1", UnaryOperator.identity());
        var page = get("/login", cookie(login, "mno_begun"));
        assertThat(theirs.get()).as("ours is nothing to them").isNull();
        assertThat(cookie(page, "mno_sign_in")).isEqualTo("mno_sign_in=theirs");
        get("/login", cookie(login, "mno_begun") + "; mno_sign_in=theirs; mno_session=" + "x".repeat(43));
        assertThat(theirs.get()).isEqualTo("mno_sign_in=theirs");
    }

    @Test
    void belongsToNoOrganizationBeforeJoiningOne() throws Exception {
        var login = send("/auth/login?moved=1", UnaryOperator.identity());
        var code = ISSUER.signIn(location(login), subject, new UUID(0, 0).toString());
        var finished = get(
                "/auth/callback?code=" + code + "&state=" + parameter(location(login), "state"),
                cookie(login, "mno_begun"));
        var session = json(get("/auth/session", cookie(finished, COOKIE)));
        assertThat(session.get("organizationId").isNull()).isTrue();
        assertThat(get(USAGE, cookie(finished, COOKIE)).headers().firstValue("RateLimit-Policy"))
                .as("people without organisation share none of its limits")
                .hasValueSatisfying(policy -> assertThat(policy).doesNotContain("organization"));
    }

    @Test
    void keepsNothingInRedisThatOpensASession() throws Exception {
        var cookie = signedIn();
        get(USAGE, cookie);
        try (var redis = RedisClient.create(REDIS.url());
                var connection = redis.connect()) {
            var kept = new StringBuilder();
            for (var key : connection.sync().keys("mno:gateway:*")) {
                kept.append(key).append(connection.sync().get(key));
                assertThat(connection.sync().pttl(key)).isPositive();
            }
            assertThat(kept)
                    .isNotEmpty()
                    .doesNotContain(cookie.substring(COOKIE.length() + 1), "eyJhbGci", "accessToken", subject);
        }
    }

    @Test
    void letsAWriteInOnlyWithTheWordOfTheSession() throws Exception {
        var cookie = signedIn();
        var word = csrf(cookie);
        for (var wrong : new @Nullable String[] {null, "", "x", csrf(signedIn())}) {
            var refused = post("/api/v1/usage-events", cookie, wrong);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(code(refused)).isEqualTo("csrf-token-invalid");
        }
        assertThat(post("/auth/logout", cookie, null).statusCode()).isEqualTo(403);
        assertThat(SERVICE.sawNothing()).isTrue();

        assertThat(post("/api/v1/usage-events", cookie, word).statusCode()).isEqualTo(200);
        assertThat(send(
                                "/api/v1/usage-events",
                                request -> request.header("Cookie", cookie)
                                        .header("Authorization", "Bearer some.access.token")
                                        .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .as("who shows a credential was not sent by another site")
                .isEqualTo(200);
        assertThat(passedToken()).isEqualTo("Bearer some.access.token");
    }

    @Test
    void asksForTheWordWithEveryMethodThatWrites() throws Exception {
        var cookie = signedIn();
        var word = csrf(cookie);
        for (var method : List.of("POST", "PUT", "PATCH", "DELETE", "PROPFIND", "post")) {
            var refused =
                    send(USAGE, request -> request.header("Cookie", cookie).method(method, BodyPublishers.noBody()));
            assertThat(refused.statusCode()).as(method).isEqualTo(403);
            assertThat(code(refused)).isEqualTo("csrf-token-invalid");
        }
        assertThat(SERVICE.sawNothing()).isTrue();
        for (var method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            assertThat(send(
                                    USAGE,
                                    request -> request.headers("Cookie", cookie, "X-CSRF-Token", word)
                                            .method(method, BodyPublishers.ofString("{}")))
                            .statusCode())
                    .as(method)
                    .isEqualTo(200);
            assertThat(SERVICE.last().method()).isEqualTo(method);
            assertThat(SERVICE.last().headers().get("X-CSRF-Token")).isNull();
        }
        for (var method : List.of("GET", "HEAD")) {
            assertThat(send(USAGE, request -> request.header("Cookie", cookie).method(method, BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void keepsSessionsOverItsOwnEndAndBindsCookiesToTheHostWhereThereIsHttps() throws Exception {
        String id;
        try (var secure = replica("https://mno.example")) {
            var login = send(secure.port(), "/auth/login?moved=1", UnaryOperator.identity());
            var binding = cookie(login, "__Host-mno_begun");
            var code = ISSUER.signIn(location(login), subject, organization);
            ISSUER.issues("https://mno.example");
            var finished = send(
                    secure.port(),
                    "/auth/callback?code=" + code + "&state=" + parameter(location(login), "state"),
                    request -> request.header("Cookie", binding));
            assertThat(finished.headers().allValues("Set-Cookie"))
                    .anySatisfy(set -> assertThat(set)
                            .startsWith("__Host-" + COOKIE + "=")
                            .contains("Secure", "HttpOnly", "SameSite=Lax", "Path=/")
                            .doesNotContain("Domain"));
            var cookie = cookie(finished, "__Host-" + COOKIE);
            id = cookie.substring(cookie.indexOf('=') + 1);
            assertThat(send(secure.port(), USAGE, request -> request.header("Cookie", cookie))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(send(secure.port(), USAGE, request -> request.header("Cookie", COOKIE + "=" + id))
                            .statusCode())
                    .as("a name that another host of the domain could have set")
                    .isEqualTo(401);
        }
        assertThat(get(USAGE, COOKIE + "=" + id).statusCode())
                .as("another gateway, which was not there when it was begun")
                .isEqualTo(200);
    }

    private static Replica replica(String issuer) {
        return new Replica(Map.of(
                "TOKEN_TRACKING_URL",
                SERVICE.url(),
                "TEAM_RBAC_URL",
                ISSUER.url(),
                "REDIS_URL",
                REDIS.url(),
                "MNO_ISSUER",
                issuer,
                "MNO_SESSION_ENCRYPTION",
                SEALED_WITH,
                "mno.gateway.issuer.bff-secret",
                "bff-secret"));
    }

    @Autowired
    SessionStore store;

    @Autowired
    TokenEndpoint endpoint;

    @Test
    void endsASessionAfterTwelveHoursWithoutRequestsAndAfterAWeekAnyhow() {
        var hours = new AtomicInteger();
        var begun = Instant.now();
        var sessions = new Sessions(
                store,
                endpoint,
                superseded,
                new SessionProperties(
                        URI.create("http://localhost:8080"),
                        REDIS.url(),
                        SEALED_WITH,
                        Duration.ofHours(12),
                        Duration.ofDays(7),
                        Duration.ofMinutes(10)),
                JsonMapper.shared(),
                () -> begun.plus(Duration.ofHours(hours.get())));
        var id = sessions.begin(ISSUER.granted(subject, organization));
        assertThat(keptFor(id)).isBetween(Duration.ofMinutes(719), Duration.ofHours(12));

        for (; hours.get() < 168; hours.addAndGet(11)) {
            assertThat(sessions.find(id)).as("after %d hours", hours.get()).isNotNull();
            assertThat(keptFor(id))
                    .as("after %d hours", hours.get())
                    .isBetween(
                            Duration.ofMinutes(Math.min(719, (168 - hours.get()) * 60 - 1)),
                            Duration.ofHours(Math.min(12, 168 - hours.get())));
        }
        hours.set(168);
        assertThat(sessions.find(id)).as("a week is over").isNull();
    }

    /** How long Redis keeps a session on without a further request. */
    private static Duration keptFor(String id) {
        try (var redis = RedisClient.create(REDIS.url());
                var connection = redis.connect()) {
            return Duration.ofMillis(connection.sync().pttl("mno:gateway:session:" + Secrets.digest(id)));
        }
    }

    @Test
    void refreshesOnceForRequestsAtTwoGateways() throws Exception {
        ISSUER.peoplesTokensLive(6);
        var cookie = signedIn();
        ISSUER.peoplesTokensLive(300);
        try (var other = replica("http://localhost:8080")) {
            var refreshTokens = ISSUER.refreshTokens();
            ISSUER.forgetWhatWasAsked();
            // The first token ends while the other gateway starts, so that both have to have another.
            await().atMost(Duration.ofSeconds(60)).until(() -> tokenEnded(cookie));
            try (var browsers = Executors.newVirtualThreadPerTaskExecutor()) {
                var answers = new ArrayList<Future<HttpResponse<String>>>();
                for (var tab = 0; tab < 40; tab++) {
                    var gateway = tab % 2 == 0 ? port : other.port();
                    answers.add(
                            browsers.submit(() -> send(gateway, USAGE, request -> request.header("Cookie", cookie))));
                }
                for (var answer : answers) {
                    assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
                }
            }
            assertThat(ISSUER.asked())
                    .as("a refresh token shown twice ends its family")
                    .hasSize(1);
            assertThat(ISSUER.refreshTokens()).isEqualTo(refreshTokens);
        }
    }

    private boolean tokenEnded(String cookie) {
        var session =
                store.get("session:" + Secrets.digest(cookie.substring(COOKIE.length() + 1)), BrowserSession.class);
        return session != null && Instant.now().isAfter(session.until());
    }

    @Test
    void neverTakesUpAnIdThatWasThereBefore() throws Exception {
        var planted = COOKIE + "=" + "A".repeat(43);
        var old = signedIn();
        for (var before : new String[] {planted, old}) {
            var login = get("/auth/login?moved=1", before);
            assertThat(cookie(login, COOKIE)).isEmpty();
            var finished = callback(login, before + "; " + cookie(login, "mno_begun"));
            var after = cookie(finished, COOKIE);
            assertThat(after).isNotEmpty().isNotEqualTo(before);
            assertThat(get(USAGE, after).statusCode()).isEqualTo(200);
            assertThat(get(USAGE, before).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void finishesASignInOnceAndOnlyInTheBrowserThatBeganIt() throws Exception {
        var login = send("/auth/login?moved=1", UnaryOperator.identity());
        var binding = cookie(login, "mno_begun");
        var there = location(login);
        var code = ISSUER.signIn(there, subject, organization);
        var target = "/auth/callback?code=" + code + "&state=" + parameter(there, "state");

        var elsewhere = send(target, UnaryOperator.identity());
        assertThat(elsewhere.statusCode()).isEqualTo(400);
        assertThat(code(elsewhere)).isEqualTo("sign-in-failed");
        assertThat(get(target, binding).statusCode()).as("the state was spent").isEqualTo(400);

        var again = send("/auth/login?moved=1", UnaryOperator.identity());
        var finished = callback(again, cookie(again, "mno_begun"));
        assertThat(finished.statusCode()).isEqualTo(303);
        assertThat(get("/auth/callback?code=x&state=" + parameter(location(again), "state"), cookie(again, "mno_begun"))
                        .statusCode())
                .isEqualTo(400);
        var refused = send("/auth/login?moved=1", UnaryOperator.identity());
        var answer = get(
                "/auth/callback?error=access_denied&state=" + parameter(location(refused), "state"),
                cookie(refused, "mno_begun"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("access_denied");
        assertThat(get("/auth/callback", binding).statusCode()).isEqualTo(400);
    }

    @Test
    void saysToPeopleWhatToDoWhenASignInCameToNothing() throws Exception {
        var failed = send(
                "/auth/callback?error=%3Cscript%3E&state=x",
                request -> request.header("Accept", "text/html,application/xhtml+xml;q=0.9"));
        assertThat(failed.statusCode()).isEqualTo(400);
        assertThat(failed.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
        assertThat(failed.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .satisfies(policy -> assertThat(policy).contains("default-src 'none'", "form-action 'none'"));
        assertThat(failed.body())
                .contains("be finished", "href=\"/auth/login\"")
                .doesNotContain("<script");

        var login = send("/auth/login?moved=1", UnaryOperator.identity());
        var refused = send(
                "/auth/callback?error=%3Cscript%3E&state=" + parameter(location(login), "state"),
                request -> request.headers("Cookie", cookie(login, "mno_begun"), "Accept", "text/html"));
        assertThat(refused.body()).contains("&lt;script&gt;").doesNotContain("<script");
    }

    @Test
    void beginsToSignInAtThePublicAddress() throws Exception {
        var elsewhere = send("/auth/login?return=%2Fbudgets%3Fa%3Db%26c", UnaryOperator.identity());
        assertThat(elsewhere.statusCode()).isEqualTo(303);
        assertThat(location(elsewhere).toString())
                .as("the cookie of 127.0.0.1 would be missing at localhost")
                .isEqualTo("http://localhost:8080/auth/login?moved=1&return=%2Fbudgets%3Fa%3Db%26c");
        assertThat(cookie(elsewhere, "mno_begun")).isEmpty();

        var moved = send("/auth/login?moved=1&return=%2Fbudgets", UnaryOperator.identity());
        assertThat(location(moved).toString()).startsWith("http://localhost:8080/oauth2/authorize?");
    }

    @Test
    void refusesAnAnswerThatWasMeantForAnotherSignIn() throws Exception {
        var login = send("/auth/login?moved=1", UnaryOperator.identity());
        var other = send("/auth/login?moved=1", UnaryOperator.identity());
        var code = ISSUER.signIn(location(other), subject, organization);

        var mixed = get(
                "/auth/callback?code=" + code + "&state=" + parameter(location(login), "state"),
                cookie(login, "mno_begun"));

        assertThat(mixed.statusCode()).isEqualTo(400);
        assertThat(mixed.body()).contains("invalid_grant");
    }

    @Test
    void leadsNowhereElseAfterSigningIn() throws Exception {
        for (var away : new String[] {
            "https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "%2Fa%0d%0aSet-Cookie%3Ax", "evil"
        }) {
            var login = send("/auth/login?moved=1&return=" + away, UnaryOperator.identity());
            assertThat(location(callback(login, cookie(login, "mno_begun")))).hasToString("/");
        }
    }

    @Test
    void endsASessionForGoodWhenItIsSignedOut() throws Exception {
        var cookie = signedIn();
        var word = csrf(cookie);
        var before = ISSUER.refreshTokens();

        var out = post("/auth/logout", cookie, word);

        assertThat(out.statusCode()).isEqualTo(200);
        assertThat(json(out).get("endSessionUrl").asString())
                .startsWith("http://localhost:8080/connect/logout?id_token_hint=ey");
        assertThat(cookie(out, COOKIE)).isEqualTo(COOKIE + "=");
        assertThat(ISSUER.refreshTokens()).isEqualTo(before - 1);
        var replayed = get(USAGE, cookie);
        assertThat(replayed.statusCode()).isEqualTo(401);
        assertThat(code(replayed)).isEqualTo("unauthenticated");
        assertThat(cookie(replayed, COOKIE))
                .as("the browser is told to drop it")
                .isEqualTo(COOKIE + "=");
        assertThat(get("/auth/session", cookie).statusCode()).isEqualTo(401);
        assertThat(post("/auth/logout", cookie, word).statusCode()).isEqualTo(401);
    }

    @Test
    void refusesCookiesThatAreNone() throws Exception {
        var cookie = signedIn();
        for (var wrong : new String[] {
            COOKIE + "=",
            COOKIE + "=x",
            COOKIE + "=" + "B".repeat(43),
            cookie + "; " + COOKIE + "=" + "B".repeat(43),
            cookie + "A"
        }) {
            assertThat(get(USAGE, wrong).statusCode()).as(wrong).isEqualTo(401);
        }
        assertThat(get("/actuator/health", COOKIE + "=x").statusCode()).isEqualTo(200);
        assertThat(get(USAGE, "theme=dark").statusCode()).isEqualTo(401);
    }

    @Test
    void refreshesOnceForAllWhoComeTogether() throws Exception {
        ISSUER.peoplesTokensLive(6);
        var cookie = signedIn();
        get(USAGE, cookie);
        var first = passedToken();
        ISSUER.peoplesTokensLive(300);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            ISSUER.forgetWhatWasAsked();
            try (var browsers = Executors.newVirtualThreadPerTaskExecutor()) {
                var answers = new ArrayList<Future<HttpResponse<String>>>();
                for (var tab = 0; tab < 20; tab++) {
                    answers.add(browsers.submit(() -> get(USAGE, cookie)));
                }
                for (var answer : answers) {
                    assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
                }
            }
            return !passedToken().equals(first);
        });
        assertThat(ISSUER.asked()).hasSize(1);
    }

    @Test
    void takesUpChangedGrantsAtOnceAndEndsASessionThatWasEndedEverywhere() throws Exception {
        var cookie = signedIn();
        get(USAGE, cookie);
        ISSUER.revise(2);
        superseded.apply(new IdentityChange(organization, 2, false, List.of(subject), null));
        assertThat(get(USAGE, cookie).statusCode()).isEqualTo(200);
        var claims = TokenClaims.of(passedToken().substring(7), JsonMapper.shared());
        assertThat(claims).isNotNull().extracting(TokenClaims::revision).isEqualTo(2L);

        ISSUER.signOut(subject);
        assertThat(get(USAGE, cookie).statusCode()).as("nobody said so yet").isEqualTo(200);
        superseded.apply(new IdentityChange(organization, 3, false, List.of(subject), null));
        assertThat(get(USAGE, cookie).statusCode()).isEqualTo(401);
        assertThat(get("/auth/session", cookie).statusCode()).isEqualTo(401);
    }

    @Test
    void signsNobodyOutWhileTheIssuerOrRedisIsAway() throws Exception {
        var cookie = signedIn();
        superseded.apply(new IdentityChange(organization, 2, false, List.of(subject), null));
        ISSUER.answers(500);
        var away = get(USAGE, cookie);
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.headers().firstValue("Retry-After")).isPresent();
        ISSUER.answer();
        ISSUER.revise(2);
        await().atMost(Duration.ofSeconds(60)).until(() -> get(USAGE, cookie).statusCode() == 200);

        REDIS.kill();
        assertThat(get(USAGE, cookie).statusCode()).isEqualTo(503);
        assertThat(send("/auth/login?moved=1", UnaryOperator.identity()).statusCode())
                .isEqualTo(503);
        assertThat(send(USAGE, request -> request.header("Authorization", "Bearer some.access.token"))
                        .statusCode())
                .as("tokens need no Redis")
                .isEqualTo(200);
        assertThat(send("/actuator/health", UnaryOperator.identity()).statusCode())
                .isEqualTo(200);
        REDIS.restart();
        await().atMost(Duration.ofSeconds(60)).until(() -> get(USAGE, cookie).statusCode() == 200);
    }
}
