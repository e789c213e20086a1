package io.machinenativeops.platform.problem;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** Reads a field of a request, or refuses it with a {@link CommonProblem#INVALID_PARAMETER} that names it. */
public final class SentField {

    private SentField() {}

    /**
     * What a text says.
     *
     * @param sent null where the field was left out, which is refused
     * @param reader throws an {@link IllegalArgumentException} that says what is wrong, and what was expected
     */
    public static <S, T> T read(String field, @Nullable S sent, Function<S, T> reader) {
        if (sent == null) {
            throw ProblemException.invalid(field, "is missing");
        }
        try {
            return reader.apply(sent);
        } catch (IllegalArgumentException unfit) {
            throw ProblemException.invalid(field, String.valueOf(unfit.getMessage()));
        }
    }

    /** Refuses a text that is none of those that are known; one that was left out is let be. */
    public static void requireOneOf(List<String> known, String field, @Nullable String sent) {
        if (sent != null && !known.contains(sent)) {
            throw ProblemException.invalid(field, "is '" + sent + "': expected one of " + known);
        }
    }
}
