package io.machinenativeops.tokentracking.ingest.reading;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.platform.problem.FieldError;
import io.machinenativeops.tokentracking.event.InstantText;
import io.machinenativeops.tokentracking.event.RecordedUsage.Money;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the fields of a JSON object one by one and collects what is wrong with them. Null and blank mean absent. */
public final class EventFields {

    static final int MAX_TAGS = 64;
    static final int MAX_TAG_KEY = 128;
    static final int MAX_TAG_VALUE = 1024;

    private static final int SHOWN = 60;
    private static final long MAX_MILLIS = Duration.ofDays(31).toMillis();
    /** What {@code Decimal(38, 12)} holds, with room to sum. */
    private static final BigDecimal MAX_AMOUNT = BigDecimal.TEN.pow(12);

    private static final int MONEY_DIGITS = 12;

    private final JsonNode node;
    private final String path;
    private final List<FieldError> errors;

    EventFields(JsonNode node) {
        this(node, "", new ArrayList<>());
    }

    private EventFields(JsonNode node, String path, List<FieldError> errors) {
        this.node = node;
        this.path = path;
        this.errors = errors;
    }

    List<FieldError> errors() {
        return errors;
    }

    void refuse(String field, String detail) {
        errors.add(new FieldError(path + field, detail));
    }

    boolean has(String field) {
        var value = node.get(field);
        return value != null && !value.isNull();
    }

    /** Refuses every field that is not known, with the known name that comes nearest. */
    void allowOnly(Collection<String> known) {
        for (var name : node.propertyNames()) {
            if (!known.contains(name)) {
                var nearest = NearestName.of(name, known);
                refuse(
                        shown(name),
                        nearest == null ? "is not a known field" : "is not a known field; is it " + nearest + "?");
            }
        }
    }

    @Nullable
    String text(String field, int longest) {
        var value = node.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            refuse(field, "is " + shown(value) + ": expected a text");
            return null;
        }
        return text(field, value.asString(), longest);
    }

    /** An absent or bad text is told as an error and read as empty. */
    String requiredText(String field, int longest) {
        var before = errors.size();
        var text = text(field, longest);
        if (text == null && errors.size() == before) {
            refuse(field, "is missing: expected a text of 1 to " + longest + " characters");
        }
        return text == null ? "" : text;
    }

    String oneOf(String field, String otherwise, Collection<String> allowed) {
        var text = text(field, SHOWN);
        if (text != null && !allowed.contains(text)) {
            refuse(field, "is '" + shown(text) + "': expected one of " + String.join(", ", allowed));
        }
        return text == null ? otherwise : text;
    }

    @Nullable
    Instant instant(String field) {
        var text = text(field, SHOWN);
        if (text == null) {
            return null;
        }
        try {
            return InstantText.parse(text);
        } catch (DateTimeException notAnInstant) {
            refuse(field, "is '" + shown(text) + "': expected an instant such as 2026-11-22T10:00:00Z");
            return null;
        }
    }

    @Nullable
    Long millis(String field) {
        if (!has(field)) {
            return null;
        }
        var value = number(node.get(field));
        if (value == null || value.signum() < 0 || value.compareTo(BigDecimal.valueOf(MAX_MILLIS)) > 0) {
            refuse(field, "is " + shown(node.get(field)) + ": expected milliseconds from 0 to " + MAX_MILLIS);
            return null;
        }
        return value.setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    /** {@code {"amount": "0.0123", "currency": "USD"}}; the amount may be a number, the currency may be missing. */
    @Nullable
    Money money(String field) {
        var inside = object(field);
        if (inside == null) {
            return null;
        }
        inside.allowOnly(List.of("amount", "currency"));
        var sent = inside.node.get("amount");
        var amount = sent == null ? null : sent.isString() ? decimal(sent.asString()) : number(sent);
        if (amount == null || amount.signum() < 0 || amount.compareTo(MAX_AMOUNT) > 0) {
            inside.refuse(
                    "amount",
                    "is " + (sent == null ? "missing" : shown(sent)) + ": expected a decimal from 0 to "
                            + MAX_AMOUNT.toPlainString() + ", such as \"0.0123\"");
            return null;
        }
        var currency = inside.text("currency", SHOWN);
        if (currency != null && !currency.matches("[A-Z]{3}")) {
            inside.refuse("currency", "is '" + shown(currency) + "': expected an ISO 4217 code such as USD");
            return null;
        }
        return new Money(amount.setScale(MONEY_DIGITS, RoundingMode.HALF_EVEN), currency == null ? "USD" : currency);
    }

    Map<String, String> tags(String field) {
        var inside = object(field);
        if (inside == null) {
            return Map.of();
        }
        if (inside.node.size() > MAX_TAGS) {
            refuse(field, "has " + inside.node.size() + " entries: expected at most " + MAX_TAGS);
            return Map.of();
        }
        var tags = new LinkedHashMap<String, String>();
        for (var tag : inside.node.properties()) {
            var key = inside.text("key", tag.getKey(), MAX_TAG_KEY);
            var value = inside.scalar(tag.getKey(), MAX_TAG_VALUE);
            if (key != null && value != null) {
                tags.put(key, value);
            }
        }
        return tags;
    }

    /** A text, or a number or boolean as text. */
    @Nullable
    String scalar(String field, int longest) {
        var value = node.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (value.isContainer()) {
            refuse(shown(field), "is " + shown(value) + ": expected a text, a number, true or false");
            return null;
        }
        return text(shown(field), value.asString(), longest);
    }

    /** The fields of an object inside this one; null when it is absent or no object. */
    @Nullable
    EventFields object(String field) {
        var value = node.get(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isObject()) {
            refuse(field, "is " + shown(value) + ": expected an object");
            return null;
        }
        return new EventFields(value, path + field + ".", errors);
    }

    private @Nullable String text(String field, String text, int longest) {
        var stripped = text.strip();
        if (stripped.isEmpty()) {
            return null;
        }
        if (stripped.length() > longest) {
            refuse(field, "has " + stripped.length() + " characters: expected at most " + longest);
            return null;
        }
        if (!Characters.areWritable(stripped)) {
            refuse(field, "holds a control character or half a surrogate pair: expected plain text");
            return null;
        }
        return stripped;
    }

    private static @Nullable BigDecimal number(JsonNode value) {
        return value.isNumber() ? bounded(value.decimalValue()) : null;
    }

    private static @Nullable BigDecimal decimal(String text) {
        try {
            return text.length() > SHOWN ? null : bounded(new BigDecimal(text.strip()));
        } catch (NumberFormatException notADecimal) {
            return null;
        }
    }

    /** Numbers with huge exponents are refused before any arithmetic spells them out. */
    private static @Nullable BigDecimal bounded(BigDecimal value) {
        return Math.abs((long) value.precision() - value.scale()) > SHOWN || value.precision() > SHOWN ? null : value;
    }

    public static String shown(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "'" + shown(value.asString()) + "'";
            default -> shown(value.toString());
        };
    }

    public static String shown(String text) {
        var clean = Characters.writable(text);
        return clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN) + "…";
    }
}
