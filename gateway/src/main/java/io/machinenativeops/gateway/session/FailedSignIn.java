package io.machinenativeops.gateway.session;

import org.springframework.web.util.HtmlUtils;

/** What people see when a sign-in came to nothing. It looks like the page where they typed their password. */
final class FailedSignIn {

    private FailedSignIn() {}

    static String page(String title, String detail, String again) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta name="robots" content="noindex">
                <link rel="icon" href="data:,">
                <title>MachineNativeOps</title>
                <style>
                :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
                body { display: grid; place-items: center; min-height: 100vh; margin: 0;
                       background: light-dark(#f6f7f9, #14161a); color: light-dark(#1a1d23, #e8eaee); }
                main { width: min(22rem, 100%% - 2rem); overflow-wrap: anywhere; }
                h1 { font-size: 1.25rem; font-weight: 600; }
                a { color: light-dark(#1f5fd0, #8ab4ff); }
                </style>
                </head>
                <body><main>
                <h1>%s</h1>
                <p>%s</p>
                <p><a href="/auth/login">%s</a></p>
                </main></body>
                </html>
                """.formatted(text(title), text(detail), text(again));
    }

    private static String text(String plain) {
        return HtmlUtils.htmlEscape(plain, "UTF-8");
    }
}
