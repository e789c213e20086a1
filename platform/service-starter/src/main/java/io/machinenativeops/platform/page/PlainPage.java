package io.machinenativeops.platform.page;

import org.springframework.web.util.HtmlUtils;

/** A page with one column of text or a form, which looks alike wherever people meet it before they are signed in. */
public final class PlainPage {

    /** What such pages look like. A page may add to it. */
    public static final String STYLE = """
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
            """;

    private static final String HEAD = """
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
            """ + STYLE + """
            </style>
            </head>
            <body><main>
            """;

    private PlainPage() {}

    /**
     * The whole page.
     *
     * @param content HTML, in which what others said stands as {@link #text}
     */
    public static String of(String content) {
        return HEAD + content + "</main></body>\n</html>\n";
    }

    /** A text as it stands in HTML, between tags or quotation marks. */
    public static String text(String plain) {
        return HtmlUtils.htmlEscape(plain, "UTF-8");
    }
}
