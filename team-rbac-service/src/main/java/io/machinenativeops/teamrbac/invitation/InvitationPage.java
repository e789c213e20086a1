package io.machinenativeops.teamrbac.invitation;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

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
import org.springframework.web.util.HtmlUtils;

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
                    """.formatted(text(joined.email())));
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
                .formatted(text(refused.type().title()), text(refused.detail()));
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
                        text(invitation.email()),
                        DAY.format(invitation.expiresAt()),
                        wrong == null ? "" : "<p role=\"alert\">" + text(wrong) + "</p>",
                        text(secret),
                        text(name));
    }

    private static ResponseEntity<String> page(int status, String content) {
        return ResponseEntity.status(HttpStatusCode.valueOf(status))
                .contentType(HTML)
                .cacheControl(CacheControl.noStore())
                // The address holds the secret: it goes nowhere.
                .header("Referrer-Policy", "no-referrer")
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
                .body("""
                        <!doctype html>
                        <html lang="en">
                        <head>
                        <meta charset="utf-8">
                        <meta name="viewport" content="width=device-width, initial-scale=1">
                        <meta name="color-scheme" content="light dark">
                        <meta name="robots" content="noindex">
                        <title>MachineNativeOps</title>
                        <style>
                        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
                        body { display: grid; place-items: center; min-height: 100vh; margin: 0;
                               background: light-dark(#f6f7f9, #14161a); color: light-dark(#1a1d23, #e8eaee); }
                        main { width: min(22rem, 100% - 2rem); overflow-wrap: anywhere; }
                        h1 { font-size: 1.25rem; font-weight: 600; }
                        a { color: light-dark(#1f5fd0, #8ab4ff); }
                        label { display: block; margin-top: 1rem; font-weight: 500; }
                        input:not([type=hidden]) { display: block; box-sizing: border-box; width: 100%; margin-top: .25rem;
                               padding: .625rem .75rem; font: inherit; color: inherit; border-radius: .375rem;
                               background: light-dark(#fff, #1d2026); border: 1px solid light-dark(#767c88, #8b919d); }
                        button { width: 100%; margin-top: 1.5rem; padding: .625rem; font: inherit; font-weight: 600; color: #fff;
                                 background: #1f5fd0; border: 0; border-radius: .375rem; cursor: pointer; }
                        :focus-visible { outline: 3px solid light-dark(#1f5fd0, #8ab4ff); outline-offset: 2px; }
                        [role=alert] { padding: .625rem .75rem; color: light-dark(#8c1616, #ffb4ab);
                                       border: 1px solid currentColor; border-radius: .375rem; }
                        </style>
                        </head>
                        <body><main>
                        """ + content + "</main></body>\n</html>\n");
    }

    private static String text(String plain) {
        return HtmlUtils.htmlEscape(plain, "UTF-8");
    }
}
