package io.machinenativeops.platform.problem;

import java.util.List;

/**
 * One entry of a problem's {@code errors}.
 *
 * @param field the parameter, header or JSON path at fault, such as {@code usage.input_tokens}
 * @param detail the value that was sent and what was expected
 */
public record FieldError(String field, String detail) {

    /** The first of some errors, and how many others there are: the detail of a problem that lists them. */
    public static String summary(List<FieldError> errors) {
        var first = errors.getFirst();
        return first.field() + " " + first.detail()
                + (errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)");
    }
}
