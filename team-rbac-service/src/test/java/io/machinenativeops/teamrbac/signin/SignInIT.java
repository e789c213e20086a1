package io.machinenativeops.teamrbac.signin;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import com.nimbusds.jwt.SignedJWT;
import io.machinenativeops.teamrbac.IssuerService;
import io.machinenativeops.teamrbac.account.Accounts;
import io.machinenativeops.teamrbac.account.Passwords;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Principal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

class SignInIT extends IssuerService {

    private static final String EMAIL = "admin@example.test";
    private static final String PASSWORD = "correct horse battery";
    private static final String CALLBACK = ISSUER_URL + "/auth/callback";

    @Autowired
    private Accounts accounts;

    @Autowired
    private Passwords passwords;

    @BeforeEach
    void awaitTheFirstUser() {
        Awaitility.await()
                .until(() -> database.forService(jdbc -> jdbc.sql("SELECT count(*) FROM user_account WHERE email = ?")
                                .param(EMAIL)
                                .query(Integer.class)
                                .single())
                        == 1);
        // Each test has its tries.
        database.forService(jdbc -> jdbc.sql("UPDATE user_account SET valid_from = 'epoch' WHERE email = ?")
                .param(EMAIL)
                .update());
    }

    private Browser browser() {
        return new Browser(uri("/"));
    }

    private static String authorize(String client) throws Exception {
        var challenge = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        return "/oauth2/authorize?response_type=code&client_id=" + client + "&scope=openid%20profile%20email&state=xyz"
                + "&nonce=n1&code_challenge_method=S256&code_challenge=" + challenge + "&redirect_uri="
                + URLEncoder.encode(CALLBACK, StandardCharsets.UTF_8);
    }

    private static Map<String, String> query(String url) {
        var values = new HashMap<String, String>();
        for (var pair : URI.create(url).getRawQuery().split("&", -1)) {
            values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return values;
    }

    private String code(String client) throws Exception {
        var browser = browser();
        var first = browser.get(authorize(client));
        assertThat(first.statusCode()).isEqualTo(302);
        assertThat(Browser.location(first)).isEqualTo("/login");
        var back = browser.signIn(EMAIL.toUpperCase(java.util.Locale.ROOT), PASSWORD);
        assertThat(Browser.location(back)).startsWith("/oauth2/authorize?");
        var callback = Browser.location(browser.get(Browser.location(back)));
        assertThat(callback).startsWith(CALLBACK + "?");
        assertThat(query(callback)).containsEntry("state", "xyz");
        return Objects.requireNonNull(query(callback).get("code"));
    }

    private Answer redeem(String code) {
        return token(
                BFF,
                Map.of(
                        "grant_type", "authorization_code",
                        "code", code,
                        "redirect_uri", CALLBACK,
                        "code_verifier", VERIFIER));
    }

    private Answer refresh(String refreshToken) {
        return token(BFF, Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    private static String text(Answer answer, String field) {
        return answer.body().path(field).asString();
    }

    @Test
    void leadsFromThePageToTokensOfTheUser() throws Exception {
        var answer = redeem(code("bff"));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        var idToken = verified(text(answer, "id_token"), published());
        assertThat(idToken.getAudience()).containsExactly("bff");
        assertThat(idToken.getStringClaim("nonce")).isEqualTo("n1");
        assertThat(idToken.getStringClaim("email")).isEqualTo(EMAIL);
        assertThat(idToken.getBooleanClaim("email_verified")).isTrue();
        assertThat(idToken.getStringClaim("name")).isEqualTo("admin");
        var access = verified(text(answer, "access_token"), published());
        assertThat(access.getAudience()).containsExactly("mno");
        assertThat(access.getSubject()).isEqualTo(idToken.getSubject()).startsWith("user:");
        assertThat(access.getJSONObjectClaim("grants"))
                .containsEntry("platform", List.of("organization:create", "platform:operate"))
                .containsEntry(access.getSubject(), List.of("user:self"));

        var info = get("/userinfo", text(answer, "access_token"));
        assertThat(info.status()).isEqualTo(200);
        assertThat(text(info, "sub")).isEqualTo(access.getSubject());
        assertThat(text(info, "email")).isEqualTo(EMAIL);
        var me = get("/api/v1/users/me", text(answer, "access_token"));
        assertThat(text(me, "email")).isEqualTo(EMAIL);
        assertThat(me.body().path("operator").asBoolean()).isTrue();
    }

    @Test
    void tellsClientsWhereThingsAre() {
        var answer = get("/.well-known/openid-configuration", null);
        assertThat(text(answer, "issuer")).isEqualTo(ISSUER_URL);
        assertThat(text(answer, "jwks_uri")).isEqualTo(ISSUER_URL + "/oauth2/jwks");
        assertThat(text(answer, "token_endpoint")).isEqualTo(ISSUER_URL + "/oauth2/token");
        assertThat(text(answer, "userinfo_endpoint")).isEqualTo(ISSUER_URL + "/userinfo");
        assertThat(answer.body().path("id_token_signing_alg_values_supported").toString())
                .isEqualTo("[\"ES256\"]");
    }

    @Test
    void aPublicClientNeedsItsVerifierAndGetsNoRefreshToken() throws Exception {
        var form = new HashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                "dashboard",
                "code",
                code("dashboard"),
                "redirect_uri",
                CALLBACK,
                "code_verifier",
                VERIFIER + "x"));
        assertThat(text(token(null, form), "error")).isEqualTo("invalid_grant");
        form.put("code", code("dashboard"));
        form.put("code_verifier", VERIFIER);
        var answer = token(null, form);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.body().has("refresh_token")).isFalse();
    }

    @Test
    void aReplayedRefreshTokenEndsTheWholeFamily() throws Exception {
        var first = redeem(code("bff"));
        var second = refresh(text(first, "refresh_token"));
        assertThat(second.status()).as(second.toString()).isEqualTo(200);
        assertThat(text(second, "refresh_token")).isNotEqualTo(text(first, "refresh_token"));
        var third = refresh(text(second, "refresh_token"));
        assertThat(third.status()).isEqualTo(200);

        assertThat(text(refresh(text(first, "refresh_token")), "error")).isEqualTo("invalid_grant");
        assertThat(text(refresh(text(third, "refresh_token")), "error")).isEqualTo("invalid_grant");
        assertThat(get("/userinfo", text(third, "access_token")).status()).isEqualTo(401);
    }

    @Test
    void aCodeCountsOnce() throws Exception {
        var code = code("bff");
        var first = redeem(code);
        assertThat(first.status()).isEqualTo(200);
        assertThat(text(redeem(code), "error")).isEqualTo("invalid_grant");
        assertThat(text(refresh(text(first, "refresh_token")), "error")).isEqualTo("invalid_grant");
    }

    @Test
    void revokesRefreshTokens() throws Exception {
        var first = redeem(code("bff"));
        var revoked = send(java.net.http.HttpRequest.newBuilder(uri("/oauth2/revoke"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(BFF.getBytes(StandardCharsets.UTF_8)))
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                        form(Map.of("token", text(first, "refresh_token"), "token_type_hint", "refresh_token")))));
        assertThat(revoked.status()).isEqualTo(200);
        assertThat(text(refresh(text(first, "refresh_token")), "error")).isEqualTo("invalid_grant");
    }

    @Test
    void keepsNoTokenThatCanBeUsed() throws Exception {
        var answer = redeem(code("bff"));
        var rows = database.forService(jdbc -> jdbc.sql("SELECT t::text FROM oauth2_authorization t")
                .query(String.class)
                .list());
        assertThat(rows)
                .isNotEmpty()
                .noneMatch(row ->
                        row.contains(text(answer, "refresh_token")) || row.contains(text(answer, "access_token")));
        var keys = database.forService(jdbc -> jdbc.sql("SELECT encode(private_jwk, 'escape') FROM signing_key")
                .query(String.class)
                .list());
        assertThat(keys).isNotEmpty().noneMatch(key -> key.contains("\"d\""));
    }

    @Test
    void signsOutEverywhere() throws Exception {
        var browser = browser();
        browser.signIn(EMAIL, PASSWORD);
        var signedIn = browser.get(authorize("bff"));
        var answer =
                redeem(Objects.requireNonNull(query(Browser.location(signedIn)).get("code")));
        var admin = Principal.of(
                SignedJWT.parse(text(answer, "access_token")).getJWTClaimsSet().getSubject());
        joinExisting(admin);
        var inside = text(exchangeUser(text(answer, "access_token"), organization), "access_token");
        assertThat(get("/api/v1/members", inside).status()).isEqualTo(200);

        assertThat(post("/api/v1/users/me/sign-out-everywhere", text(answer, "access_token"), "")
                        .status())
                .isEqualTo(204);

        assertThat(text(refresh(text(answer, "refresh_token")), "error")).isEqualTo("invalid_grant");
        assertThat(text(exchangeUser(text(answer, "access_token"), organization), "error"))
                .isEqualTo("invalid_request");
        assertThat(Browser.location(browser.get(authorize("bff")))).isEqualTo("/login");
        // Tokens that services verify by themselves, of an organisation and of none.
        for (var path : List.of("/api/v1/members", "/api/v1/users/me")) {
            var token = path.endsWith("me") ? text(answer, "access_token") : inside;
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(
                            () -> assertThat(text(get(path, token), "code")).isEqualTo("token-superseded"));
        }
        // Who signs in again goes on.
        var again = redeem(code("bff"));
        assertThat(get("/api/v1/users/me", text(again, "access_token")).status())
                .isEqualTo(200);
        var next = text(exchangeUser(text(again, "access_token"), organization), "access_token");
        assertThat(get("/api/v1/members", next).status()).isEqualTo(200);
    }

    private void joinExisting(Principal user) {
        join(organization, user);
        bind(organization, user, everywhere, BuiltInRole.ADMIN);
    }

    private Answer post(String path, String token, String body) {
        return send(java.net.http.HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void aNewPasswordEndsWhatWasGivenForTheOldOne() throws Exception {
        var email = UUID.randomUUID() + "@example.test";
        accounts.create(email, "Ann", passwords.encodeNew("password", PASSWORD), true);
        var browser = browser();
        browser.signIn(email, PASSWORD);
        var answer = redeem(Objects.requireNonNull(
                query(Browser.location(browser.get(authorize("bff")))).get("code")));
        var token = text(answer, "access_token");
        var path = "/api/v1/users/me/password";

        var wrong = post(path, token, "{\"current\": \"guessed it\", \"next\": \"a longer password\"}");
        assertThat(text(wrong, "code")).isEqualTo("wrong-password");
        var shorter = post(path, token, "{\"current\": \"" + PASSWORD + "\", \"next\": \"short\"}");
        assertThat(shorter.status()).as(shorter.toString()).isEqualTo(400);
        var changed = post(path, token, "{\"current\": \"" + PASSWORD + "\", \"next\": \"a longer password\"}");
        assertThat(changed.status()).as(changed.toString()).isEqualTo(204);

        assertThat(text(refresh(text(answer, "refresh_token")), "error")).isEqualTo("invalid_grant");
        assertThat(Browser.location(browser.get(authorize("bff")))).isEqualTo("/login");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(text(get("/api/v1/users/me", token), "code")).isEqualTo("token-superseded"));
        assertThat(Browser.location(browser().signIn(email, PASSWORD))).isEqualTo("/login?error");
        assertThat(Browser.location(browser().signIn(email, "a longer password")))
                .isEqualTo("/");
    }

    @Test
    void givesANewSessionToWhoSignsIn() {
        var browser = browser();
        browser.csrf();
        var before = browser.cookies().getFirst();
        assertThat(before.getName()).isEqualTo("mno_sign_in");
        assertThat(before.isHttpOnly()).isTrue();
        assertThat(Browser.location(browser.signIn(EMAIL, PASSWORD))).isEqualTo("/");
        assertThat(browser.cookies().getFirst().getValue()).isNotEqualTo(before.getValue());
    }

    @Test
    void takesNoFormWithoutItsToken() {
        var browser = browser();
        browser.csrf();
        assertThat(browser.post("/login", Map.of("username", EMAIL, "password", PASSWORD))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void saysTheSameToWhoIsThereAndWhoIsNot() {
        var there = browser().signIn(EMAIL, "wrong password");
        var notThere = browser().signIn(UUID.randomUUID() + "@example.test", "wrong password");
        assertThat(Browser.location(there))
                .isEqualTo(Browser.location(notThere))
                .isEqualTo("/login?error");
    }

    @Test
    void limitsTries() {
        var email = UUID.randomUUID() + "@example.test";
        var browser = browser();
        for (int tries = 0; tries < SignInLimits.AN_ACCOUNT; tries++) {
            assertThat(Browser.location(browser.signIn(email, "wrong"))).isEqualTo("/login?error");
        }
        assertThat(Browser.location(browser.signIn(email, "wrong"))).isEqualTo("/login?wait");
        assertThat(browser.get("/login?wait").statusCode()).isEqualTo(429);
    }

    @Test
    void speaksTwoLanguages() {
        var english = browser().get("/login?error", "Accept-Language", "en-GB");
        assertThat(english.body())
                .contains("lang=\"en\"", "The address or the password is wrong.")
                .doesNotContain("<script");
        var chinese = browser().get("/login?error", "Accept-Language", "zh-TW");
        assertThat(chinese.body())
                .contains("lang=\"zh-Hant-TW\"", "電子郵件地址或密碼不正確。")
                .doesNotContain("Sign in");
        assertThat(english.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
    }
}
