package io.machinenativeops.tokentracking.usage;

/** A usage object that cannot be read as counts. The message names the field, its value and what was expected. */
public final class InvalidUsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    public InvalidUsageException(String field, String detail) {
        super(detail);
        this.field = field;
    }

    /** Path of the bad field inside the usage object, such as {@code prompt_tokens_details.cached_tokens}. */
    public String field() {
        return field;
    }

    /** What is wrong, with the value and what was expected. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
