package io.machinenativeops.gateway.session;

import io.machinenativeops.platform.page.PlainPage;

/** What people see when a sign-in came to nothing. It looks like the page where they typed their password. */
final class FailedSignIn {

    private FailedSignIn() {}

    static String page(String title, String detail, String again) {
        return PlainPage.of("""
                <h1>%s</h1>
                <p>%s</p>
                <p><a href="/auth/login">%s</a></p>
                """.formatted(PlainPage.text(title), PlainPage.text(detail), PlainPage.text(again)));
    }
}
