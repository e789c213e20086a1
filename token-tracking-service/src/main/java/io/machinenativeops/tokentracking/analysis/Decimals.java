package io.machinenativeops.tokentracking.analysis;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Decimals on the wire: text without exponent and without zeros at the end. */
final class Decimals {

    private Decimals() {}

    static @Nullable BigDecimal value(JsonNode node) {
        return node.isNull() || node.isMissingNode() ? null : new BigDecimal(node.asString());
    }

    static @Nullable String text(JsonNode node) {
        var value = value(node);
        return value == null ? null : text(value);
    }

    static String text(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
