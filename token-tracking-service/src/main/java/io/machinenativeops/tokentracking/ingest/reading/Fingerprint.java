package io.machinenativeops.tokentracking.ingest.reading;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

import io.machinenativeops.platform.digest.Sha256;
import io.machinenativeops.tokentracking.event.InstantText;
import io.machinenativeops.tokentracking.usage.Unit;
import tools.jackson.databind.JsonNode;

/**
 * A digest of what an event says: 22 characters, equal for equal content however it was spelled (order of fields, form of
 * numbers and of instants, nulls), different for different content.
 */
public final class Fingerprint {

    /** 128 bits. */
    private static final int BYTES = 16;

    private Fingerprint() {}

    /** Of all that was sent but the event id. */
    static String ofContent(JsonNode event) {
        var text = new StringBuilder(512);
        appendObject(text, event, true);
        return digest(text);
    }

    /** Of what is billed only: for events that several observers of one call report, each in its own words. */
    static String ofQuantities(Map<Unit, BigDecimal> quantities) {
        var text = new StringBuilder();
        new TreeMap<>(quantities)
                .forEach((unit, quantity) -> text.append(unit.key())
                        .append('=')
                        .append(number(quantity))
                        .append(';'));
        return digest(text);
    }

    /** A digest of a text of any length. */
    public static String ofText(CharSequence text) {
        return digest(text);
    }

    private static void append(StringBuilder text, JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> appendObject(text, node, false);
            case ARRAY -> {
                text.append('[');
                node.forEach(element -> append(text, element));
                text.append(']');
            }
            case STRING -> appendText(text, 's', node.asString());
            case NUMBER -> appendText(text, 'n', number(node));
            default -> appendText(text, 'v', node.asString());
        }
    }

    private static void appendObject(StringBuilder text, JsonNode object, boolean isEvent) {
        var names = object.propertyNames().toArray(new String[0]);
        Arrays.sort(names);
        text.append('{');
        for (var name : names) {
            var value = object.get(name);
            if (value.isNull() || (isEvent && name.equals("eventId"))) {
                continue;
            }
            appendText(text, 'k', name);
            if (isEvent && name.equals("occurredAt") && value.isString()) {
                appendText(text, 't', InstantText.canonical(value.asString()));
            } else {
                append(text, value);
            }
        }
        text.append('}');
    }

    /** Lengths keep texts from running into each other. */
    private static void appendText(StringBuilder text, char kind, String value) {
        text.append(kind).append(value.length()).append(':').append(value);
    }

    /** Of a whole number that does not end in 0, its digits; else as {@link #number(BigDecimal)} has it. */
    private static String number(JsonNode number) {
        return number.isIntegralNumber() && number.canConvertToLong() && number.longValue() % 10 != 0
                ? Long.toString(number.longValue())
                : number(number.decimalValue());
    }

    private static String number(BigDecimal number) {
        return number.stripTrailingZeros().toString();
    }

    private static String digest(CharSequence text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(Sha256.of(text.toString()), BYTES));
    }
}
