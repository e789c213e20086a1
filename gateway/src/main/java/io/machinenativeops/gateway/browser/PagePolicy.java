package io.machinenativeops.gateway.browser;

/** What a page may load and who may frame it, by its path. A service that serves pages says it itself. */
public final class PagePolicy {

    /** For what is no page. */
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    /** The viewer sets styles of its elements and draws some pictures from data; it runs no script but from here. */
    private static final String VIEWER = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'";

    /** One page of text; nothing runs in it, and it sends nothing. */
    private static final String TEXT = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";

    private static final String CALLBACK = "/auth/callback";

    private PagePolicy() {}

    /** The value of {@code Content-Security-Policy}. */
    public static String of(String path) {
        if (path.equals(CALLBACK)) {
            return TEXT;
        }
        return path.equals(ApiPages.PATH) || path.startsWith(ApiPages.PATH + "/") ? VIEWER : NOTHING;
    }
}
