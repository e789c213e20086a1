package io.machinenativeops.embedded;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The engine, or the front before it, refused a query; {@link #code()} is ClickHouse's own error number. */
final class EngineException extends RuntimeException {

    private static final int TOO_MANY_ROWS_OR_BYTES = 396;
    private static final int UNKNOWN = 1002;

    private static final long serialVersionUID = 1L;
    private static final Pattern CODE = Pattern.compile("Code: (\\d+)");

    private final int code;

    private EngineException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** An error in the engine's own words, which begin with {@code Code: N. DB::Exception:}. */
    static EngineException ofEngine(String text) {
        Matcher matcher = CODE.matcher(text);
        return new EngineException(matcher.find() ? Integer.parseInt(matcher.group(1)) : UNKNOWN, text);
    }

    static EngineException badRequest(String detail) {
        return of(36, "BAD_ARGUMENTS", detail);
    }

    static EngineException syntax(String detail) {
        return of(62, "SYNTAX_ERROR", detail);
    }

    static EngineException busy(String detail) {
        return of(202, "TOO_MANY_SIMULTANEOUS_QUERIES", detail);
    }

    static EngineException tooLargeRequest(String detail) {
        return of(229, "QUERY_IS_TOO_LARGE", detail);
    }

    static EngineException notEnoughSpace(String detail) {
        return of(243, "NOT_ENOUGH_SPACE", detail);
    }

    static EngineException accessDenied(String detail) {
        return of(497, "ACCESS_DENIED", detail);
    }

    static EngineException tooLargeResult(String detail, long mostBytes) {
        return of(
                TOO_MANY_ROWS_OR_BYTES,
                "TOO_MANY_ROWS_OR_BYTES",
                detail + "; this embedded server sends at most " + mostBytes
                        + " bytes at once: read page by page (LIMIT, or WHERE key > the last one read)");
    }

    static EngineException unexpected(RuntimeException cause) {
        return of(UNKNOWN, "UNKNOWN_EXCEPTION", String.valueOf(cause));
    }

    /** An error of the front, worded as the engine words its own so that clients read it alike. */
    private static EngineException of(int code, String name, String detail) {
        return new EngineException(code, "Code: " + code + ". DB::Exception: " + detail + " (" + name + ")");
    }

    /** Whether the engine stopped at the bound that this server set for results. */
    boolean isTooLargeForEngine() {
        return code == TOO_MANY_ROWS_OR_BYTES && text().contains("max bytes");
    }

    int code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** The HTTP status a ClickHouse server answers for the error. */
    int httpStatus() {
        return switch (code) {
            case 6, 26, 27, 32, 33, 36, 38, 41, 53, 62, 69, 72, 117, 131, 321, 457, 472 -> 400;
            case 192, 193, 194, 497, 516, 164 -> 403;
            case 46, 47, 50, 56, 60, 73, 81, 115, 16, 63, 83 -> 404;
            case 159 -> 408;
            case 223, 229 -> 413;
            case 48 -> 501;
            case 202, 203 -> 503;
            default -> 500;
        };
    }
}
