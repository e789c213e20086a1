package io.machinenativeops.tokentracking.event;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;

/**
 * Walks through the fields of nested objects, each value read where the walk stands. It throws
 * {@link tools.jackson.core.JacksonException} when a value is not what is asked for.
 */
final class ItemFields {

    private final JsonParser parser;

    /** @param parser made by a mapper, so that it can read trees */
    ItemFields(JsonParser parser) {
        this.parser = parser;
    }

    /** Enters the object where the walk stands; the name of its first field, null when it has none. */
    @Nullable
    String first() {
        if (parser.currentToken() == null) {
            parser.nextToken();
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrong("an object");
        }
        return next();
    }

    /** The name of the next field of the object; null at its end, where the walk is back at the field that holds it. */
    @Nullable
    String next() {
        var name = parser.nextName();
        if (name != null) {
            parser.nextToken();
        } else if (parser.currentToken() != JsonToken.END_OBJECT) {
            throw wrong("the name of a field");
        }
        return name;
    }

    /** Enters the list where the walk stands; whether it has an element. */
    boolean firstElement() {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw wrong("a list");
        }
        return nextElement();
    }

    boolean nextElement() {
        return parser.nextToken() != JsonToken.END_ARRAY;
    }

    void skip() {
        parser.skipChildren();
    }

    /** Makes sure that nothing follows. */
    void end() {
        if (parser.nextToken() != null) {
            throw wrong("nothing after the event");
        }
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    @Nullable
    String text() {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        if (!isNull()) {
            throw wrong("a text");
        }
        return null;
    }

    List<String> texts() {
        var texts = new ArrayList<String>();
        for (var more = firstElement(); more; more = nextElement()) {
            texts.add(present("a text", text()));
        }
        return texts;
    }

    long number() {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw wrong("a whole number");
        }
        return parser.getLongValue();
    }

    int smallNumber() {
        number();
        return parser.getIntValue();
    }

    @Nullable
    Long optionalNumber() {
        return isNull() ? null : number();
    }

    BigDecimal quantity() {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> whole();
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case null, default -> throw wrong("a number");
        };
    }

    private BigDecimal whole() {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? parser.getDecimalValue()
                : BigDecimal.valueOf(parser.getLongValue());
    }

    @Nullable
    BigDecimal money() {
        var text = text();
        try {
            return text == null ? null : new BigDecimal(text);
        } catch (NumberFormatException notADecimal) {
            throw wrong("a decimal number");
        }
    }

    @Nullable
    Instant instant() {
        var text = text();
        try {
            return text == null ? null : InstantText.parse(text);
        } catch (DateTimeException notAnInstant) {
            throw wrong("an instant such as 2026-11-22T10:00:00Z");
        }
    }

    JsonNode tree() {
        return parser.readValueAsTree();
    }

    /** The value of a field that every item has. */
    <T> T present(String field, @Nullable T value) {
        if (value == null) {
            throw new StreamReadException(parser, "The item has no " + field + ": expected one");
        }
        return value;
    }

    private StreamReadException wrong(String expected) {
        var found = parser.currentToken();
        var shown = found == null ? "the end" : found.isScalarValue() ? "'" + parser.getString() + "'" : found.name();
        var place = parser.streamReadContext().pathAsPointer();
        return new StreamReadException(parser, place + " is " + shown + ": expected " + expected);
    }
}
