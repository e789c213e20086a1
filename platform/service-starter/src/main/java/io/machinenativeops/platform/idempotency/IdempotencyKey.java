package io.machinenativeops.platform.idempotency;

import java.util.regex.Pattern;

import io.machinenativeops.platform.problem.ProblemException;

/**
 * What a client names a request by, so that it can be told again.
 *
 * @param value 1 to 128 printable ASCII characters
 */
public record IdempotencyKey(String value) {

    public static final String HEADER = "Idempotency-Key";

    private static final Pattern ALLOWED = Pattern.compile("[\\x21-\\x7e]{1,128}");

    /** @throws ProblemException when it has characters that keys have not */
    public IdempotencyKey {
        if (!ALLOWED.matcher(value).matches()) {
            throw ProblemException.invalid(
                    HEADER, "has " + value.length() + " characters: expected 1 to 128 printable ASCII characters");
        }
    }
}
