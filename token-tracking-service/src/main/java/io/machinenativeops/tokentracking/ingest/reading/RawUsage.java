package io.machinenativeops.tokentracking.ingest.reading;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Bounds of a usage object, which is kept as it came, whatever is in it. */
final class RawUsage {

    /** In characters of its compact JSON, roughly. */
    static final int LONGEST = 16 * 1024;

    private static final int DEEPEST = 16;
    /** A number with more digits, before or after the point, is no quantity and would swell when it is written out. */
    private static final int DIGITS = 40;

    private int size;

    private RawUsage() {}

    /** Why this can't be kept; null when it can. */
    static @Nullable String problem(JsonNode usage) {
        if (!usage.isObject()) {
            return "is " + EventFields.shown(usage) + ": expected the provider's usage object";
        }
        return new RawUsage().problem(usage, 0);
    }

    private @Nullable String problem(JsonNode node, int depth) {
        if (depth > DEEPEST) {
            return "is nested deeper than " + DEEPEST + " levels";
        }
        size += 2;
        if (node.isString()) {
            var text = node.asString();
            size += text.length();
            return Characters.areWritable(text) ? bounded() : "holds a control character or half a surrogate pair";
        }
        if (node.isNumber()) {
            size += 8;
            return isQuantity(node.decimalValue())
                    ? bounded()
                    : "holds the number " + EventFields.shown(node) + ": expected at most " + DIGITS + " digits";
        }
        for (var property : node.properties()) {
            size += property.getKey().length();
            if (!Characters.areWritable(property.getKey())) {
                return "has a name with a control character or half a surrogate pair";
            }
            var inside = problem(property.getValue(), depth + 1);
            if (inside != null) {
                return inside;
            }
        }
        if (node.isArray()) {
            for (var element : node) {
                var inside = problem(element, depth + 1);
                if (inside != null) {
                    return inside;
                }
            }
        }
        return bounded();
    }

    private @Nullable String bounded() {
        return size <= LONGEST ? null : "is longer than " + LONGEST + " characters";
    }

    private static boolean isQuantity(BigDecimal number) {
        return number.precision() <= DIGITS
                && number.scale() <= DIGITS
                && (long) number.precision() - number.scale() <= DIGITS;
    }
}
