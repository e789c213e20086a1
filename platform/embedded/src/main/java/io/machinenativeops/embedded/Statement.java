package io.machinenativeops.embedded;

import org.jspecify.annotations.Nullable;

/** A statement as far as the front must understand it: where rows begin, and which format it names itself. */
sealed interface Statement {

    /**
     * An INSERT whose rows follow.
     *
     * @param headLength length of the text before FORMAT or VALUES
     * @param rowsFrom where the rows begin
     */
    record Insert(int headLength, String format, int rowsFrom) implements Statement {}

    /** Anything else; {@code format} is the one its FORMAT clause names. */
    record Whole(@Nullable String format) implements Statement {}

    /**
     * Reads the statement at the beginning of {@code text}.
     *
     * @param text one char for each byte, so that positions are those of the bytes
     * @param queryLength length of the part that came in the URL, where nothing but rows follow; 0 if none did
     */
    static Statement parse(String text, int queryLength) {
        SqlTokens tokens = new SqlTokens(text);
        tokens.advance();
        return tokens.isWord("INSERT") ? insert(tokens, text, queryLength) : whole(tokens);
    }

    private static Statement insert(SqlTokens tokens, String text, int queryLength) {
        tokens.advance();
        boolean afterTarget = false;
        while (tokens.kind() != SqlTokens.Kind.END) {
            if (afterTarget && tokens.depth() == 0) {
                if (tokens.isWord("VALUES")) {
                    return new Insert(tokens.start(), "Values", tokens.end());
                }
                if (tokens.isWord("SELECT") || tokens.isWord("WITH") || tokens.isWord("INFILE")) {
                    return whole(tokens);
                }
                if (tokens.isWord("FORMAT")) {
                    int head = tokens.start();
                    tokens.advance();
                    return new Insert(head, tokens.text(), rowsFrom(text, tokens.end(), queryLength));
                }
            }
            boolean names =
                    tokens.isWord("INTO") || tokens.isWord("TABLE") || tokens.isWord("FUNCTION") || tokens.isDot();
            tokens.advance();
            if (!names) {
                afterTarget = true;
            } else if (tokens.kind() == SqlTokens.Kind.WORD && !tokens.isWord("TABLE") && !tokens.isWord("FUNCTION")) {
                tokens.advance();
                afterTarget = true;
            }
        }
        return new Insert(Math.min(text.length(), tokens.end()), "Values", text.length());
    }

    /** As ClickHouse has it: after the format's name, spaces and at most one line break, then the rows. */
    private static int rowsFrom(String text, int formatEnd, int queryLength) {
        if (formatEnd <= queryLength
                && text.substring(formatEnd, queryLength)
                        .strip()
                        .replace(";", "")
                        .isEmpty()) {
            return queryLength;
        }
        int at = formatEnd;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t' || text.charAt(at) == '\f')) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '\r') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '\n') {
            at++;
        }
        return at;
    }

    private static Statement whole(SqlTokens tokens) {
        String format = null;
        String candidate = null;
        while (tokens.kind() != SqlTokens.Kind.END) {
            if (tokens.kind() == SqlTokens.Kind.SEMICOLON) {
                tokens.advance();
                if (tokens.kind() != SqlTokens.Kind.END && tokens.kind() != SqlTokens.Kind.SEMICOLON) {
                    throw EngineException.syntax(
                            "Multi-statements are not allowed: send the statement that begins with '" + tokens.text()
                                    + "' as a request of its own");
                }
                continue;
            }
            boolean formatKeyword = tokens.depth() == 0 && tokens.isWord("FORMAT");
            tokens.advance();
            if (formatKeyword && tokens.kind() == SqlTokens.Kind.WORD) {
                candidate = tokens.text();
                tokens.advance();
                boolean ends = tokens.kind() == SqlTokens.Kind.END
                        || tokens.kind() == SqlTokens.Kind.SEMICOLON
                        || tokens.isWord("SETTINGS");
                format = ends ? candidate : format;
            }
        }
        return new Whole(format);
    }
}
