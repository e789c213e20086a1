package io.machinenativeops.teamrbac.invitation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

import com.icegreen.greenmail.util.GreenMailUtil;
import io.machinenativeops.platform.testing.ProblemCatalogue;
import io.machinenativeops.teamrbac.Api;
import io.machinenativeops.teamrbac.TeamRbacService;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

import static org.assertj.core.api.Assertions.assertThat;

class InvitationsIT extends TeamRbacService {

    private static final Pattern LINK = Pattern.compile("http://localhost:8080/invitation/([A-Za-z0-9_-]{43})");
    private static final String PASSWORD = "correct horse battery";

    private final String email = "ann-" + UUID.randomUUID() + "@example.test";

    private Map<String, Object> to(Object scope, String role) {
        return Map.of("email", email, "scope", scope.toString(), "role", role);
    }

    private Api anonymous() {
        return new Api(client, () -> null);
    }

    private Api signedIn(Principal user) {
        return new Api(
                client,
                () -> ISSUER.token(
                        new UUID(0, 0).toString(),
                        claims -> claims.subject(user.toString())
                                .claim("keyId", null)
                                .claim("grants", Map.of(user.toString(), List.of("user:self")))));
    }

    /** The secrets of the mails to the test's address, the newest last. */
    private List<String> secrets(int mails) {
        Awaitility.await().until(() -> mails().size() >= mails);
        return mails().stream()
                .map(GreenMailUtil::getBody)
                .map(body -> {
                    var link = LINK.matcher(body);
                    assertThat(link.find()).as(body).isTrue();
                    return link.group(1);
                })
                .toList();
    }

    private List<MimeMessage> mails() {
        return Arrays.stream(MAIL.getReceivedMessages())
                .filter(mail -> {
                    try {
                        return mail.getAllRecipients()[0].toString().equals(email);
                    } catch (MessagingException unreadable) {
                        throw new AssertionError(unreadable);
                    }
                })
                .toList();
    }

    private void ageMails() {
        database.forOrganization(
                organization.toString(),
                jdbc -> jdbc.sql("UPDATE invitation SET last_sent_at = last_sent_at - interval '2 minutes'")
                        .update());
    }

    @Test
    void standsInTheCatalogue() {
        ProblemCatalogue.assertLists(InvitationProblem.values());
    }

    @Test
    void bringsSomebodyNewIntoOneProject() {
        var project = node(ScopeKind.PROJECT, everywhere, "apollo");
        node(ScopeKind.PROJECT, everywhere, "comet");
        var made = as(owner).post("/invitations", to(project, "developer"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("status")).isEqualTo("pending");
        var secret = secrets(1).getFirst();
        assertThat(made.body().toString()).doesNotContain(secret);
        Awaitility.await()
                .until(() -> as(owner)
                        .get("/invitations/" + made.id())
                        .text("delivery")
                        .equals("sent"));

        assertThat(anonymous()
                        .post("/invitations/accept", Map.of("secret", secret, "name", "Ann"))
                        .code())
                .isEqualTo("400 invalid-parameter");
        var joined =
                anonymous().post("/invitations/accept", Map.of("secret", secret, "name", "Ann", "password", PASSWORD));
        assertThat(joined.status()).isEqualTo(200);
        assertThat(joined.text("organizationId")).isEqualTo(organization.toString());
        var ann = Principal.user(UUID.fromString(joined.text("userId")));
        assertThat(as(ann).get("/projects")
                        .body()
                        .path("items")
                        .valueStream()
                        .map(each -> each.path("id").asString()))
                .containsExactly(project.id().toString());
        assertThat(as(owner).get("/members/" + ann.id()).text("email")).isEqualTo(email);
        assertThat(as(owner).get("/invitations/" + made.id()).text("status")).isEqualTo("accepted");
        assertThat(as(owner).get("/invitations?status=accepted").body().path("items"))
                .hasSize(1);
        assertThat(as(owner).get("/invitations?status=pending").body().path("items"))
                .isEmpty();
        assertThat(as(owner).get("/invitations?status=lost").code()).isEqualTo("400 invalid-parameter");

        assertThat(anonymous()
                        .post("/invitations/accept", Map.of("secret", secret, "name", "Eve", "password", PASSWORD))
                        .code())
                .isEqualTo("404 invitation-unknown");
    }

    @Test
    void keepsTheSecretAndThePasswordAsHashesOnly() {
        as(owner).post("/invitations", to(everywhere, "viewer"));
        var secret = secrets(1).getFirst();
        var stored = database.forOrganization(
                organization.toString(),
                jdbc -> jdbc.sql("SELECT row_to_json(i)::text FROM invitation i")
                        .query(String.class)
                        .single());
        assertThat(stored).doesNotContain(secret);
        anonymous().post("/invitations/accept", Map.of("secret", secret, "name", "Ann", "password", PASSWORD));
        var hash = database.forService(jdbc -> jdbc.sql("SELECT password_hash FROM user_account WHERE email = ?")
                .param(email)
                .query(String.class)
                .single());
        assertThat(hash).startsWith("{argon2@SpringSecurity_v5_8}").doesNotContain(PASSWORD);
    }

    @Test
    void isForTheVerifiedAddressAlone() {
        as(owner).post("/invitations", to(everywhere, "viewer"));
        var secret = Map.of("secret", secrets(1).getFirst());
        var other = Principal.user(NewId.next());
        join(organization, other);
        assertThat(signedIn(other).post("/invitations/accept", secret).code()).isEqualTo("403 invitation-of-another");

        var ann = Principal.user(NewId.next());
        database.forService(jdbc -> jdbc.sql("""
                        INSERT INTO user_account (id, email, name, valid_from, revision, created_at, updated_at)
                        VALUES (?, ?, 'Ann', now(), 0, now(), now())
                        """).params(ann.id(), email).update());
        assertThat(signedIn(ann).post("/invitations/accept", secret).code())
                .as("an address that is not verified")
                .isEqualTo("403 invitation-of-another");
        assertThat(anonymous()
                        .post(
                                "/invitations/accept",
                                Map.of("secret", secrets(1).getFirst(), "name", "Ann", "password", PASSWORD))
                        .code())
                .isEqualTo("409 invitation-sign-in-first");
        var looksLikeAnn = Principal.user(NewId.next());
        database.forService(jdbc -> jdbc.sql("""
                        INSERT INTO user_account (id, email, email_verified_at, name, valid_from, revision, created_at,
                            updated_at) VALUES (?, ?, now(), 'Ann', now(), 0, now(), now())
                        """)
                .params(looksLikeAnn.id(), email.replace("example", "ex\u0430mple"))
                .update());
        assertThat(signedIn(looksLikeAnn).post("/invitations/accept", secret).code())
                .as("an address that looks the same")
                .isEqualTo("403 invitation-of-another");
        database.forService(jdbc -> jdbc.sql("UPDATE user_account SET email_verified_at = now() WHERE id = ?")
                .param(ann.id())
                .update());
        assertThat(signedIn(ann).post("/invitations/accept", secret).status()).isEqualTo(200);
        assertThat(decisions.grants(organization, 0, ann).claim()).containsKey(everywhere.toString());
    }

    @Test
    void givesNoMoreThanTheInviterHasThenAndNow() {
        var admin = member(everywhere, BuiltInRole.ADMIN);
        assertThat(as(admin).post("/invitations", to(everywhere, "owner")).code())
                .isEqualTo("403 forbidden-beyond-own");
        assertThat(as(member(everywhere, BuiltInRole.DEVELOPER))
                        .post("/invitations", to(everywhere, "viewer"))
                        .code())
                .isEqualTo("403 forbidden");
        assertThat(as(admin).post("/invitations", to(everywhere, "admin")).status())
                .isEqualTo(201);
        as(owner).delete("/members/" + admin.id(), "*");
        assertThat(anonymous()
                        .post(
                                "/invitations/accept",
                                Map.of("secret", secrets(1).getFirst(), "name", "Ann", "password", PASSWORD))
                        .code())
                .isEqualTo("409 invitation-void");
        long accounts = database.forService(jdbc -> jdbc.sql("SELECT count(*) FROM user_account WHERE email = ?")
                .param(email)
                .query(Long.class)
                .single());
        assertThat(accounts).isZero();
    }

    @Test
    void sendsANewSecretAndNotTooOften() {
        var path = "/invitations/"
                + as(owner).post("/invitations", to(everywhere, "viewer")).id();
        assertThat(as(owner).post("/invitations", to(everywhere, "viewer")).code())
                .isEqualTo("409 invitation-pending");
        assertThat(as(owner).post(path + "/resend").code()).isEqualTo("429 too-many-requests");
        secrets(1);
        ageMails();
        assertThat(as(owner).post(path + "/resend").status()).isEqualTo(200);
        var both = secrets(2);
        assertThat(both.getFirst()).isNotEqualTo(both.getLast());
        assertThat(anonymous()
                        .post(
                                "/invitations/accept",
                                Map.of("secret", both.getFirst(), "name", "Ann", "password", PASSWORD))
                        .code())
                .isEqualTo("404 invitation-unknown");
        assertThat(as(owner).delete(path, "*").status()).isEqualTo(204);
        assertThat(anonymous()
                        .post(
                                "/invitations/accept",
                                Map.of("secret", both.getLast(), "name", "Ann", "password", PASSWORD))
                        .code())
                .isEqualTo("404 invitation-unknown");
        assertThat(as(owner).post(path + "/resend").code()).isEqualTo("409 invitation-closed");
        assertThat(as(owner).post("/invitations", to(everywhere, "viewer")).status())
                .isEqualTo(201);
        assertThat(as(owner).get("/invitations").body().path("items")).hasSize(2);
    }

    @Test
    void endsAfterSevenDays() {
        var made = as(owner).post("/invitations", to(everywhere, "viewer"));
        var secret = secrets(1).getFirst();
        database.forOrganization(
                organization.toString(),
                jdbc -> jdbc.sql("UPDATE invitation SET expires_at = expires_at - interval '7 days'")
                        .update());
        assertThat(anonymous()
                        .post("/invitations/accept", Map.of("secret", secret, "name", "Ann", "password", PASSWORD))
                        .code())
                .isEqualTo("404 invitation-unknown");
        assertThat(as(owner).get("/invitations/" + made.id()).text("status")).isEqualTo("expired");
        assertThat(as(owner).get("/invitations?status=expired").body().path("items"))
                .hasSize(1);
    }

    @Test
    void worksOnceWhenTwoAcceptAtOnce() throws InterruptedException {
        as(owner).post("/invitations", to(everywhere, "viewer"));
        var body = Map.of("secret", secrets(1).getFirst(), "name", "Ann", "password", PASSWORD);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = pool
                    .invokeAll(List.<Callable<Api.Answer>>of(
                            () -> anonymous().post("/invitations/accept", body),
                            () -> anonymous().post("/invitations/accept", body)))
                    .stream()
                    .map(Future::resultNow)
                    .map(Api.Answer::status)
                    .toList();
            assertThat(answers.stream().filter(status -> status == 200)).hasSize(1);
        }
    }

    @Test
    void isSeenWhereMembersAreManagedOnly() {
        var red = node(ScopeKind.TEAM, everywhere, "red");
        var made = as(owner).post("/invitations", to(everywhere, "viewer")).id();
        var lead = as(member(red, BuiltInRole.ADMIN));
        assertThat(lead.get("/invitations").body().path("items")).isEmpty();
        assertThat(lead.get("/invitations/" + made).code()).isEqualTo("404 not-found");
        assertThat(lead.post("/invitations/" + made + "/resend").status()).isIn(403, 404);
        assertThat(lead.delete("/invitations/" + made, "*").status()).isIn(403, 404);
        assertThat(lead.post("/invitations", to(Scope.team(NewId.next()), "viewer"))
                        .code())
                .isEqualTo("404 not-found");
        assertThat(lead.post("/invitations", Map.of("email", "ann", "scope", red.toString(), "role", "viewer"))
                        .code())
                .isEqualTo("400 invalid-parameter");

        var other = NewId.next();
        var stranger = Principal.user(NewId.next());
        makeOrganization(other, stranger);
        assertThat(as(other, stranger).get("/invitations/" + made).code()).isEqualTo("404 not-found");
        assertThat(as(other, stranger).delete("/invitations/" + made, "*").code())
                .isEqualTo("404 not-found");
        assertThat(as(other, stranger).post("/invitations/" + made + "/resend").code())
                .isEqualTo("404 not-found");
    }

    private String form(String fields) {
        return String.valueOf(client.post()
                .uri("/invitation")
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body(fields)
                .exchange()
                .returnResult(String.class)
                .getResponseBody());
    }

    @Test
    void showsAPageThatUsesNothingUpAndNeedsNoScript() {
        as(owner).post("/invitations", to(everywhere, "viewer"));
        var secret = secrets(1).getFirst();
        for (int visit = 0; visit < 2; visit++) {
            client.get()
                    .uri("/invitation/" + secret)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .valueEquals("Referrer-Policy", "no-referrer")
                    .expectHeader()
                    .valueEquals("Cache-Control", "no-store")
                    .expectBody(String.class)
                    .value(page ->
                            assertThat(page).contains(email, "name=\"secret\"").doesNotContain("<script"));
        }
        assertThat(form("secret=" + secret + "&name=%3Cb%3EAnn&password=short"))
                .contains("12 to 256", "&lt;b&gt;Ann")
                .doesNotContain("<b>");
        assertThat(form("secret=" + secret + "&name=Ann&password=correct+horse+battery"))
                .contains("Welcome", email);
        assertThat(form("secret=" + secret + "&name=Ann&password=correct+horse+battery"))
                .contains("no such invitation");
        client.get().uri("/invitation/nothing").exchange().expectStatus().isNotFound();
    }
}
