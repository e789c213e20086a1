package io.machinenativeops.teamrbac.signin;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import io.machinenativeops.teamrbac.IssuerService;
import io.machinenativeops.teamrbac.account.Account;
import io.machinenativeops.teamrbac.account.Accounts;
import io.machinenativeops.teamrbac.account.Passwords;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/** People come from {@code oidc-provider} of npm, under several settings of what it is believed. */
class FederationIT extends IssuerService {

    private static final Pattern ACTION = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");
    private static final String PASSWORD = "correct horse battery";

    private static OpenIdScript provider;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Passwords passwords;

    private Visitor visitor;

    @BeforeAll
    static void startTheProvider() throws Exception {
        provider = OpenIdScript.start(
                "provider.js",
                PROVIDER,
                ISSUER_URL + "/login/back/trusted",
                ISSUER_URL + "/login/back/strict",
                ISSUER_URL + "/login/back/foreign");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> provider.output().contains("listening"));
    }

    @AfterAll
    static void stopTheProvider() throws Exception {
        provider.close();
    }

    @BeforeEach
    void open() {
        visitor = new Visitor();
    }

    private static String anyone() {
        return UUID.randomUUID().toString();
    }

    private Account account(String email, boolean verified) {
        return accounts.create(email, "Somebody", passwords.encodeNew("password", PASSWORD), verified);
    }

    /** Somebody with a browser of their own. */
    private final class Visitor {

        private final Browser browser = new Browser(uri("/"));

        private String page(String path, String language) {
            return browser.get(path, "Accept-Language", language).body();
        }

        /** By the page and the provider's pages, to where it leads in the end. */
        private String comeFrom(String id, String login) {
            return comeBack(throughTheProvider(startTo(id), login));
        }

        private String startTo(String id) {
            return Browser.location(browser.get("/login/with/" + id));
        }

        private String comeBack(String callback) {
            assertThat(callback).startsWith(ISSUER_URL + "/login/back/");
            return Browser.location(browser.get(callback.substring(ISSUER_URL.length())));
        }

        /** Where the provider sends the browser. */
        private String throughTheProvider(String start, String login) {
            var at = start;
            for (int steps = 0; steps < 12; steps++) {
                if (at.startsWith(ISSUER_URL)) {
                    return at;
                }
                var page = browser.get(at);
                if (page.statusCode() == 200) {
                    var action = ACTION.matcher(page.body());
                    assertThat(action.find()).as(page.body()).isTrue();
                    page = browser.post(
                            URI.create(at).resolve(action.group(1)).toString(),
                            page.body().contains("name=\"login\"")
                                    ? Map.of("prompt", "login", "login", login, "password", "any")
                                    : Map.of("prompt", "consent"));
                }
                at = URI.create(at).resolve(Browser.location(page)).toString();
            }
            throw new AssertionError("it leads nowhere: " + at);
        }

        private Optional<Account> account() {
            var asked = browser.get(SIGN_IN);
            assertThat(asked.statusCode()).isEqualTo(302);
            if (Browser.location(asked).endsWith("/login")) {
                return Optional.empty();
            }
            var tokens = tokensFor(Browser.location(asked));
            var me = get("/api/v1/users/me", tokens.body().path("access_token").asString());
            return accounts.find(UUID.fromString(me.body().path("id").asString()));
        }

        private String cookie() {
            return browser.cookies().stream()
                    .filter(each -> each.getName().equals("mno_sign_in"))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
        }
    }

    private Optional<UUID> accountOf(String login) {
        var other = new Visitor();
        other.comeFrom("trusted", login);
        return other.account().map(Account::id);
    }

    @Test
    void offersTheProvidersOnThePage() {
        var page = visitor.page("/login", "en");
        assertThat(page)
                .contains(
                        "href=\"/login/with/trusted\"", "Sign in with Trusted &amp; Co", "href=\"/login/with/foreign\"")
                .doesNotContain("<script");
        assertThat(visitor.page("/login", "zh-TW")).contains("使用 Trusted &amp; Co 登入");
    }

    @Test
    void asksWithPkceStateAndNonce() {
        var there = visitor.startTo("trusted");
        assertThat(there)
                .startsWith(PROVIDER + "/auth?")
                .contains(
                        "code_challenge_method=S256",
                        "code_challenge=",
                        "nonce=",
                        "state=",
                        "scope=openid%20profile%20email")
                .contains("redirect_uri=" + ISSUER_URL + "/login/back/trusted");
    }

    @Test
    void makesAnAccountForWhoIsNewAtAProviderThatIsBelieved() {
        var subject = anyone();
        var email = subject + "@corp.example";

        assertThat(visitor.comeFrom("trusted", subject + " " + email.toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo("/");
        var account = visitor.account().orElseThrow();
        assertThat(account.email()).isEqualTo(email);
        assertThat(account.emailVerifiedAt()).isNotNull();
        assertThat(account.passwordHash()).isNull();
        assertThat(account.name()).isEqualTo("Person " + subject);
    }

    @Test
    void knowsWhoCameBeforeAlsoUnderAnotherAddress() {
        var login = anyone() + " " + anyone() + "@corp.example";
        visitor.comeFrom("trusted", login);
        var before = visitor.account().orElseThrow();

        visitor.browser.get(PROVIDER + "/address?is=other@corp.example&of=" + login.replace(" ", "%20"));
        assertThat(accountOf(login)).contains(before.id());
        assertThat(accounts.byEmail("other@corp.example")).isEmpty();
    }

    @Test
    void linksAVerifiedAddressOnlyIfTheProviderGivesTheAddressOut() {
        var subject = anyone();
        var mine = account(subject + "@corp.example", true);
        assertThat(visitor.comeFrom("trusted", subject + " " + mine.email())).isEqualTo("/");
        assertThat(visitor.account().orElseThrow().id()).isEqualTo(mine.id());

        var elsewhere = account(subject + "@elsewhere.example", true);
        assertThat(accountOf(anyone() + " " + elsewhere.email())).isEmpty();
    }

    @Test
    void linksNoAccountThatSomebodyMadeAheadUnderAnAddressNotTheirOwn() {
        var subject = anyone();
        account(subject + "@corp.example", false);
        assertThat(visitor.comeFrom("trusted", subject + " " + subject + "@corp.example"))
                .isEqualTo("/login?unlinked");
        assertThat(visitor.account()).isEmpty();
    }

    @Test
    void takesNoAddressThatTheProviderDoesNotCallVerified() {
        var subject = anyone();
        account(subject + "@corp.example", true);
        assertThat(visitor.comeFrom("trusted", subject + " " + subject + "@corp.example unverified"))
                .isEqualTo("/login?unlinked");
        assertThat(visitor.account()).isEmpty();
        assertThat(accountOf(anyone())).isEmpty();
    }

    @Test
    void refusesWhoIsNewWhereAccountsAreMadeByInvitationOnly() {
        var subject = anyone();
        assertThat(visitor.comeFrom("strict", subject + " " + subject + "@corp.example"))
                .isEqualTo("/login?unlinked");
        assertThat(accounts.byEmail(subject + "@corp.example")).isEmpty();
        assertThat(visitor.page("/login?unlinked", "en")).contains("not linked to an account");
    }

    @Test
    void linksWhoGivesThePasswordOfTheSameAddressInTheSameSession() {
        var subject = anyone();
        var mine = account(subject + "@elsewhere.example", true);
        var login = subject + " " + mine.email();
        assertThat(visitor.comeFrom("foreign", login)).isEqualTo("/login?unlinked");
        assertThat(Browser.location(visitor.browser.signIn(mine.email(), PASSWORD)))
                .isEqualTo("/");
        assertThat(visitor.account().orElseThrow().id()).isEqualTo(mine.id());

        assertThat(accountOf(login)).as("without a password from now on").contains(mine.id());
    }

    @Test
    void linksNobodyElseWhoSignsInAtTheSameBrowser() {
        var subject = anyone();
        var other = account(anyone() + "@elsewhere.example", true);
        var login = subject + " " + subject + "@elsewhere.example";
        visitor.comeFrom("foreign", login);
        assertThat(Browser.location(visitor.browser.signIn(other.email(), PASSWORD)))
                .isEqualTo("/");

        assertThat(accountOf(login)).isEmpty();
    }

    @Test
    void letsInNobodyWhoseAccountIsDisabled() {
        var subject = anyone();
        var mine = account(subject + "@corp.example", true);
        visitor.comeFrom("trusted", subject + " " + mine.email());
        assertThat(visitor.account()).isPresent();
        database.forService(jdbc -> jdbc.sql("UPDATE user_account SET disabled_at = now() WHERE id = ?")
                .param(mine.id())
                .update());

        assertThat(visitor.account()).isEmpty();
        assertThat(accountOf(subject + " " + mine.email())).isEmpty();
    }

    @Test
    void givesANewSessionToWhoComesBack() {
        visitor.page("/login", "en");
        var before = visitor.cookie();
        visitor.comeFrom("trusted", anyone() + " " + anyone() + "@corp.example");
        assertThat(visitor.cookie()).isNotEqualTo(before);
    }

    @Test
    void takesNoAnswerThatAnotherBrowserAskedFor() {
        var login = anyone() + " " + anyone() + "@corp.example";
        var callback = visitor.throughTheProvider(visitor.startTo("trusted"), login);
        var victim = new Visitor();
        assertThat(victim.comeBack(callback)).isEqualTo("/login?failed");
        assertThat(victim.account()).isEmpty();
        // And once only where it was asked for.
        assertThat(visitor.comeBack(callback)).isEqualTo("/");
        assertThat(visitor.comeBack(callback)).isEqualTo("/login?failed");
    }

    @Test
    void leadsBackToThePageWhenTheProviderIsAwayOrUnknown() {
        assertThat(visitor.startTo("away")).isEqualTo("/login?away=away");
        assertThat(visitor.browser.get("/login/with/unknown").statusCode()).isEqualTo(404);
        assertThat(visitor.page("/login?away=trusted", "en")).contains("Trusted &amp; Co does not answer now");
        assertThat(visitor.page("/login?away=unknown", "en")).doesNotContain("does not answer");
    }

    @Test
    @Timeout(60)
    void waitsForAProviderNoLongerThanIsSet() {
        assertThat(visitor.startTo("hanging")).isEqualTo("/login?away=hanging");
        // This one answers the first question and none after it.
        var there = visitor.startTo("halfway");
        var state = there.replaceFirst(".*[?&]state=([^&]+).*", "$1");
        assertThat(visitor.comeBack(ISSUER_URL + "/login/back/halfway?code=any&state=" + state))
                .isEqualTo("/login?away=halfway");
        assertThat(visitor.account()).isEmpty();
    }
}
