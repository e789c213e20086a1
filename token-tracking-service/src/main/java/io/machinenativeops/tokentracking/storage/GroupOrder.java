package io.machinenativeops.tokentracking.storage;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What groups are ordered by: their keys, ascending, or a sum, the greatest first, and their keys where it is the same. */
public enum GroupOrder {
    KEY("", ""),
    /** Cost of the priced events; a group without any counts as 0. */
    COST("totalCost", "Decimal(38, 12)"),
    EVENTS("events", "Int64"),
    ERRORS("errors", "Int64"),
    /** Input and output. */
    TOKENS("(inputTokens + outputTokens)", "Int64");

    private final String expression;
    private final String type;

    GroupOrder(String expression, String type) {
        this.expression = expression;
        this.type = type;
    }

    /** As in the API, such as {@code cost}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The order of this name; empty when there is none. */
    public static Optional<GroupOrder> ofKey(String key) {
        return Stream.of(values()).filter(order -> order.key().equals(key)).findFirst();
    }

    /** All names, for people. */
    public static String names() {
        return Stream.of(values()).map(GroupOrder::key).collect(Collectors.joining(", "));
    }

    String expression() {
        return expression;
    }

    String type() {
        return type;
    }

    /** What the expression is made of, besides the number of events. */
    List<SumColumn> columns() {
        return switch (this) {
            case KEY, EVENTS -> List.of();
            case COST -> List.of(SumColumn.TOTAL_COST);
            case ERRORS -> List.of(SumColumn.ERRORS);
            case TOKENS -> List.of(SumColumn.INPUT_TOKENS, SumColumn.OUTPUT_TOKENS);
        };
    }

    String sql() {
        return this == KEY ? "" : expression + " DESC, ";
    }
}
