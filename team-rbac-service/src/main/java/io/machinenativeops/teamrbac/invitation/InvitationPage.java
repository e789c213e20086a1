package io.machinenativeops.teamrbac.invitation;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import io.machinenativeops.platform.page.PlainPage;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Hidden;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /invitation}: the page that the mail leads to, for people who are new. It needs no JavaScript. Showing it uses nothing up,
 * since programs follow the links in mails too; only the form does.
 */
@Hidden
@RestController
final class InvitationPage {

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Acceptance acceptance;

    InvitationPage(Acceptance acceptance) {
        this.acceptance = acceptance;
    }

    @GetMapping(path = "/invitation/{secret}", produces = MediaType.TEXT_HTML_VALUE)
    @RequiresPermission(RequiresPermission.NONE)
    ResponseEntity<String> show(@PathVariable String secret) {
        try {
            var invitation = acceptance.find(new Secret(secret));
            return page(200, form(secret, invitation, "", null));
        } catch (ProblemException refused) {
            return page(refused.type().status().value(), said(refused));
        }
    }

    @PostMapping(
            path = "/invitation",
            consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE,
            produces = MediaType.TEXT_HTML_VALUE)
    @RequiresPermission(RequiresPermission.NONE)
    ResponseEntity<String> accept(
            @RequestParam String secret, @RequestParam String name, @RequestParam String password) {
        try {
            var joined = acceptance.accept(new Secret(secret), name, password);
            return page(200, """
                    <h1>Welcome</h1>
                    <p>You have joined with %s.</p>
                    <p><a href="/auth/login">Sign in</a></p>
                    """.formatted(PlainPage.text(joined.email())));
        } catch (ProblemException refused) {
            return page(refused.type().status().value(), again(secret, name, refused));
        }
    }

    /** The form once more where what was typed was wrong; else only what stands against it. */
    private String again(String secret, String name, ProblemException refused) {
        if (refused.errors().isEmpty()) {
            return said(refused);
        }
        return form(secret, acceptance.find(new Secret(secret)), name, refused.detail());
    }

    private static String said(ProblemException refused) {
        return "<h1>%s</h1><p>%s</p><p><a href=\"/auth/login\">Sign in</a></p>"
                .formatted(PlainPage.text(refused.type().title()), PlainPage.text(refused.detail()));
    }

    private static String form(String secret, InvitationRow invitation, String name, @Nullable String wrong) {
        return """
                <h1>Join your team</h1>
                <p>This invitation is for %s, until %s. If you have an account with this address, sign in first and accept there.</p>
                %s
                <form method="post" action="/invitation">
                  <input type="hidden" name="secret" value="%s">
                  <label>Your name<input name="name" value="%s" autocomplete="name" maxlength="100" required></label>
                  <label>A new password<input type="password" name="password" autocomplete="new-password" minlength="12"
                    maxlength="200" required></label>
                  <button>Join</button>
                </form>
                """.formatted(
                        PlainPage.text(invitation.email()),
                        DAY.format(invitation.expiresAt()),
                        wrong == null ? "" : "<p role=\"alert\">" + PlainPage.text(wrong) + "</p>",
                        PlainPage.text(secret),
                        PlainPage.text(name));
    }

    private static ResponseEntity<String> page(int status, String content) {
        return ResponseEntity.status(HttpStatusCode.valueOf(status))
                .contentType(HTML)
                .cacheControl(CacheControl.noStore())
                // The address holds the secret: it goes nowhere.
                .header("Referrer-Policy", "no-referrer")
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
                .body(PlainPage.of(content));
    }
}
