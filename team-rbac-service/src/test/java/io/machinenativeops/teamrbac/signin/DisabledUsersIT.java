package io.machinenativeops.teamrbac.signin;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import io.machinenativeops.teamrbac.IssuerService;
import io.machinenativeops.teamrbac.access.Check;
import io.machinenativeops.teamrbac.account.Account;
import io.machinenativeops.teamrbac.account.Accounts;
import io.machinenativeops.teamrbac.account.Passwords;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/** Who runs the platform disables a user: nothing of theirs counts from then on, until they are enabled. */
class DisabledUsersIT extends IssuerService {

    private static final String PASSWORD = "correct horse battery";

    @Autowired
    private Accounts accounts;

    @Autowired
    private Passwords passwords;

    /** Somebody with what a sign-in gave them. */
    private record Person(Account account, Browser browser, String access, String refresh) {}

    private Person person(boolean operator) {
        var account = accounts.create(
                UUID.randomUUID() + "@example.test", "Somebody", passwords.encodeNew("password", PASSWORD), true);
        database.forService(jdbc -> jdbc.sql("UPDATE user_account SET operator = ? WHERE id = ?")
                .params(operator, account.id())
                .update());
        return signedIn(account);
    }

    private Person signedIn(Account account) {
        var browser = new Browser(uri("/"));
        assertThat(Browser.location(browser.signIn(account.email(), PASSWORD))).isEqualTo("/");
        var tokens = tokensFor(Browser.location(browser.get(SIGN_IN)));
        assertThat(tokens.status()).as(tokens.toString()).isEqualTo(200);
        return new Person(account, browser, text(tokens, "access_token"), text(tokens, "refresh_token"));
    }

    private Answer post(Person as, String path, String body) {
        return post(as.access, path, body);
    }

    private Answer post(String token, String path, String body) {
        return send(HttpRequest.newBuilder(uri("/api/v1" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String text(Answer answer, String field) {
        return answer.body().path(field).asString();
    }

    private static String code(Answer answer) {
        return answer.status() + " " + text(answer, "code");
    }

    private static String disable(Person who) {
        return "/users/" + who.account.id() + "/disable";
    }

    private String inside(Person who) {
        var given = exchangeUser(who.access, organization);
        assertThat(given.status()).as(given.toString()).isEqualTo(200);
        return text(given, "access_token");
    }

    private boolean mayRead(Person who) {
        var user = Principal.user(who.account.id());
        return decisions
                .check(organization, 0, new Check(user, Permission.USAGE_READ, everywhere))
                .value()
                .allowed();
    }

    private void soon(Callable<String> asked, String answer) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(asked, answer::equals);
    }

    @Test
    void nothingOfADisabledUserCounts() {
        var operator = person(true);
        var ann = person(false);
        var user = Principal.user(ann.account.id());
        join(organization, user);
        bind(organization, user, everywhere, BuiltInRole.ADMIN);
        var inside = inside(ann);
        var made = post(inside, "/api-keys", "{\"name\": \"ci\", \"role\": \"developer\"}");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        var key = text(made, "secret");
        var ofKey = text(exchangeKey(key), "access_token");
        assertThat(get("/api/v1/projects", ofKey).status()).isEqualTo(200);

        var disabled = post(operator, disable(ann), "");

        assertThat(disabled.status()).as(disabled.toString()).isEqualTo(200);
        assertThat(text(disabled, "disabledAt")).isNotEmpty();
        soon(() -> code(get("/api/v1/projects", inside)), "401 token-superseded");
        soon(() -> code(get("/api/v1/projects", ofKey)), "401 token-superseded");
        soon(() -> code(get("/api/v1/users/me", ann.access)), "401 token-superseded");
        assertThat(text(exchangeKey(key), "error_description")).contains("suspended");
        assertThat(text(exchangeUser(ann.access, organization), "error")).isEqualTo("invalid_request");
        assertThat(text(refresh(ann), "error")).isEqualTo("invalid_grant");
        assertThat(Browser.location(ann.browser.get(SIGN_IN))).isEqualTo("/login");
        assertThat(Browser.location(new Browser(uri("/")).signIn(ann.account.email(), PASSWORD)))
                .isEqualTo("/login?error");
        soon(() -> String.valueOf(mayRead(ann)), "false");

        assertThat(post(operator, "/users/" + ann.account.id() + "/enable", "").status())
                .isEqualTo(200);

        soon(() -> String.valueOf(exchangeKey(key).status()), "200");
        assertThat(text(refresh(ann), "error")).as("what ended stays so").isEqualTo("invalid_grant");
        assertThat(get("/api/v1/projects", inside(signedIn(ann.account))).status())
                .isEqualTo(200);
        assertThat(mayRead(ann)).isTrue();
    }

    private Answer refresh(Person who) {
        return token(BFF, Map.of("grant_type", "refresh_token", "refresh_token", who.refresh));
    }

    @Test
    void whoOwnsAnOrganizationAloneCanBeDisabled() {
        var operator = person(true);
        var ann = person(false);
        var user = Principal.user(ann.account.id());
        var own = UUID.randomUUID();
        makeOrganization(own, user);
        var mine = text(exchangeUser(ann.access, own), "access_token");

        assertThat(post(operator, disable(ann), "").status()).isEqualTo(200);

        soon(() -> code(get("/api/v1/projects", mine)), "401 token-superseded");
        assertThat(database.<Integer>forOrganization(
                        own.toString(),
                        jdbc -> jdbc.sql("SELECT count(*) FROM role_binding WHERE deleted_at IS NULL")
                                .query(Integer.class)
                                .single()))
                .as("what was given stays")
                .isEqualTo(1);
    }

    @Test
    void onlyWhoRunsThePlatformDisablesAndNotOneself() {
        var operator = person(true);
        var ann = person(false);

        assertThat(code(post(ann, disable(operator), ""))).isEqualTo("403 forbidden");
        assertThat(code(get("/api/v1/users", ann.access))).isEqualTo("403 forbidden");
        assertThat(code(post(operator, disable(operator), ""))).isEqualTo("403 forbidden-oneself");
        assertThat(code(post(operator, "/users/" + UUID.randomUUID() + "/disable", "")))
                .isEqualTo("404 not-found");
        assertThat(code(post(operator, "/users/" + UUID.randomUUID() + "/enable", "")))
                .isEqualTo("404 not-found");
    }

    @Test
    void ofTwoWhoDisableEachOtherAtOnceOneStays() throws Exception {
        var ann = person(true);
        var ben = person(true);
        database.forService(jdbc -> jdbc.sql("UPDATE user_account SET operator = id IN (?, ?)")
                .params(ann.account.id(), ben.account.id())
                .update());
        List<String> answers;
        try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = both.submit(() -> code(post(ann, disable(ben), "")));
            var other = both.submit(() -> code(post(ben, disable(ann), "")));
            answers = List.of(one.get(), other.get());
        } finally {
            database.forService(jdbc -> jdbc.sql("UPDATE user_account SET operator = true WHERE email = ?")
                    .param("admin@example.test")
                    .update());
        }

        // The second comes too late: for the last one, or with a token that is old by then.
        assertThat(answers).containsOnlyOnce("200 ");
        assertThat(answers).anyMatch(List.of("409 last-operator", "401 token-superseded")::contains);
    }

    @Test
    void findsUsersByAddressAndState() {
        var operator = person(true);
        var ann = person(false);
        var find = "/api/v1/users?email=" + ann.account.email().toUpperCase(java.util.Locale.ROOT);

        var found = get(find, operator.access);
        assertThat(found.body().path("items").size()).isEqualTo(1);
        assertThat(found.body().path("items").get(0).path("id").asString())
                .isEqualTo(ann.account.id().toString());
        assertThat(get(find + "&status=disabled", operator.access)
                        .body()
                        .path("items")
                        .size())
                .isZero();
        post(operator, disable(ann), "");
        assertThat(get(find + "&status=disabled", operator.access)
                        .body()
                        .path("items")
                        .size())
                .isEqualTo(1);
        assertThat(text(get("/api/v1/users/" + ann.account.id(), operator.access), "disabledAt"))
                .isNotEmpty();
        assertThat(code(get("/api/v1/users?status=gone", operator.access))).isEqualTo("400 invalid-parameter");
        var first = get("/api/v1/users?limit=1", operator.access);
        assertThat(first.body().path("items").size()).isEqualTo(1);
        var second = get("/api/v1/users?limit=1&cursor=" + text(first, "nextCursor"), operator.access);
        assertThat(second.body().path("items").get(0).path("id").asString())
                .isNotEqualTo(first.body().path("items").get(0).path("id").asString());
    }
}
