package io.machinenativeops.tokentracking.usage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A usage object read field by field; what is absent or null counts as zero, what is no count is refused. */
final class UsageFields {
    /** More than any single call can use; counts beyond it would overflow sums in storage. */
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000_000L);

    /** Digits after the point that a measure is kept with; what is smaller is nothing. */
    private static final int DIGITS = 12;

    private static final Pattern DECIMAL = Pattern.compile("\\d{1,12}(?:\\.\\d{1,12})?");

    private final JsonNode node;
    private final String path;

    private UsageFields(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    static UsageFields of(JsonNode node) {
        return new UsageFields(node, "");
    }

    boolean has(String... names) {
        for (String name : names) {
            if (!absent(node.get(name))) {
                return true;
            }
        }
        return false;
    }

    boolean hasObject(String name) {
        JsonNode child = node.get(name);
        return child != null && child.isObject();
    }

    boolean isTrue(String name) {
        JsonNode value = node.get(name);
        return value != null && value.isBoolean() && value.asBoolean();
    }

    boolean isNumber(String name) {
        JsonNode value = node.get(name);
        return value != null && value.isNumber();
    }

    boolean hasNameStarting(String prefix) {
        for (String name : node.propertyNames()) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** The first of these that is there, as an object; an empty one when none is. */
    UsageFields child(String... names) {
        for (String name : names) {
            if (has(name)) {
                JsonNode child = node.get(name);
                if (!child.isObject()) {
                    throw new InvalidUsageException(
                            at(name), at(name) + " is " + shown(child) + ", expected an object");
                }
                return new UsageFields(child, at(name));
            }
        }
        return new UsageFields(MissingNode.getInstance(), path);
    }

    /** The objects of a list; none when the list is absent. */
    List<UsageFields> list(String... names) {
        var items = new ArrayList<UsageFields>();
        for (String name : names) {
            if (has(name)) {
                JsonNode list = node.get(name);
                if (!list.isArray()) {
                    throw new InvalidUsageException(at(name), at(name) + " is " + shown(list) + ", expected a list");
                }
                for (JsonNode item : list) {
                    items.add(new UsageFields(item, at(name) + "[" + items.size() + "]"));
                }
                return items;
            }
        }
        return items;
    }

    /** The first of these counts that is there, else 0. */
    long count(String... names) {
        Long count = countOrNull(names);
        return count == null ? 0 : count;
    }

    @Nullable
    Long countOrNull(String... names) {
        for (String name : names) {
            if (has(name)) {
                BigDecimal value = number(name, "a whole number from 0 to " + MOST.toPlainString());
                if (value.stripTrailingZeros().scale() > 0) {
                    throw refused(name, "a whole number from 0 to " + MOST.toPlainString());
                }
                return value.longValueExact();
            }
        }
        return null;
    }

    /** The first of these measures that is there, else 0; fractions are allowed. */
    BigDecimal measure(String... names) {
        for (String name : names) {
            if (has(name)) {
                BigDecimal value = number(name, "a number from 0 to " + MOST.toPlainString());
                return value.scale() - value.precision() > DIGITS
                        ? BigDecimal.ZERO
                        : value.setScale(Math.min(DIGITS, Math.max(0, value.scale())), RoundingMode.HALF_EVEN);
            }
        }
        return BigDecimal.ZERO;
    }

    /** A measure that is sent as a number or as the text of one. */
    BigDecimal measureOrText(String name) {
        JsonNode value = node.get(name);
        if (value == null || !value.isString()) {
            return measure(name);
        }
        if (!DECIMAL.matcher(value.asString()).matches()) {
            throw refused(name, "a number from 0 to " + MOST.toPlainString());
        }
        return new BigDecimal(value.asString());
    }

    /** The first of these that is a text, or an object with a text {@code type}. */
    @Nullable
    String text(String... names) {
        for (String name : names) {
            JsonNode value = node.get(name);
            if (value != null && value.isObject()) {
                value = value.get("type");
            }
            if (value != null && value.isString() && !value.asString().isBlank()) {
                return value.asString().strip();
            }
        }
        return null;
    }

    private BigDecimal number(String name, String expected) {
        JsonNode value = node.get(name);
        if (!value.isNumber() || ((value.isDouble() || value.isFloat()) && !Double.isFinite(value.doubleValue()))) {
            throw refused(name, expected);
        }
        BigDecimal number = value.decimalValue();
        if (number.signum() < 0 || number.compareTo(MOST) > 0) {
            throw refused(name, expected);
        }
        return number;
    }

    private InvalidUsageException refused(String name, String expected) {
        return new InvalidUsageException(
                at(name), at(name) + " is " + shown(node.get(name)) + ", expected " + expected);
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String shown(JsonNode value) {
        String text = value.isContainer() ? (value.isArray() ? "a list" : "an object") : value.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    private static boolean absent(@Nullable JsonNode value) {
        return value == null || value.isNull() || value.isMissingNode();
    }
}
