package io.machinenativeops.embedded;

/** Walks over SQL word by word, skipping comments and keeping quoted texts whole. */
final class SqlTokens {

    enum Kind {
        WORD,
        QUOTED,
        SEMICOLON,
        OTHER,
        END
    }

    private final String sql;
    private int start;
    private int end;
    private int depth;
    private Kind kind = Kind.OTHER;

    SqlTokens(String sql) {
        this.sql = sql;
    }

    Kind kind() {
        return kind;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** How many brackets are open before the current token. */
    int depth() {
        return depth;
    }

    String text() {
        return sql.substring(start, end);
    }

    boolean isWord(String word) {
        return kind == Kind.WORD
                && end - start == word.length()
                && sql.regionMatches(true, start, word, 0, end - start);
    }

    boolean isDot() {
        return kind == Kind.OTHER && sql.charAt(start) == '.';
    }

    void advance() {
        start = skipBlanks(end);
        if (start >= sql.length()) {
            end = sql.length();
            kind = Kind.END;
            return;
        }
        char first = sql.charAt(start);
        switch (first) {
            case '\'', '"', '`' -> take(Kind.QUOTED, quotedEnd(first));
            case ';' -> take(Kind.SEMICOLON, start + 1);
            case '(', '[', '{' -> {
                depth++;
                take(Kind.OTHER, start + 1);
            }
            case ')', ']', '}' -> {
                depth--;
                take(Kind.OTHER, start + 1);
            }
            case '$' -> take(Kind.QUOTED, heredocEnd());
            default -> take(isWordPart(first) ? Kind.WORD : Kind.OTHER, isWordPart(first) ? wordEnd() : start + 1);
        }
    }

    private void take(Kind taken, int until) {
        kind = taken;
        end = until;
    }

    private int wordEnd() {
        int at = start;
        while (at < sql.length() && isWordPart(sql.charAt(at))) {
            at++;
        }
        return at;
    }

    private int quotedEnd(char quote) {
        int at = start + 1;
        while (at < sql.length() && sql.charAt(at) != quote) {
            at += sql.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, sql.length());
    }

    private int heredocEnd() {
        int tagEnd = sql.indexOf('$', start + 1);
        if (tagEnd < 0) {
            return start + 1;
        }
        String tag = sql.substring(start, tagEnd + 1);
        int close = sql.indexOf(tag, tagEnd + 1);
        return close < 0 ? start + 1 : close + tag.length();
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < sql.length()) {
            if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at) || sql.startsWith("#!", at) || sql.startsWith("# ", at)) {
                at = after("\n", at);
            } else if (sql.startsWith("/*", at)) {
                at = after("*/", at + 2);
            } else {
                return at;
            }
        }
        return at;
    }

    private int after(String mark, int from) {
        int found = sql.indexOf(mark, from);
        return found < 0 ? sql.length() : found + mark.length();
    }

    private static boolean isWordPart(char c) {
        return c == '_' || c >= 0x80 || Character.isLetterOrDigit(c);
    }
}
