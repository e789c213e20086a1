package io.machinenativeops.platform.problem;

/**
 * One entry of a problem's {@code errors}.
 *
 * @param field the parameter, header or JSON path at fault, such as {@code usage.input_tokens}
 * @param detail the value that was sent and what was expected
 */
public record FieldError(String field, String detail) {}
