package io.machinenativeops.teamrbac.audit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Writes the one text that RFC 8785 (JSON canonicalization) gives a value: members in the order of their names' UTF-16 code
 * units, no white space, the shortest escapes. Fractions are refused, so that no two writers can differ about them.
 */
final class CanonicalJson {

    private static final long LARGEST = (1L << 53) - 1;

    private final StringBuilder text = new StringBuilder(512);

    private CanonicalJson() {}

    /**
     * The text of a value made of maps, lists, strings, whole numbers, booleans and null.
     *
     * @throws IllegalArgumentException if it holds anything else, a number beyond 2^53 or half a surrogate pair
     */
    static String of(Object value) {
        var json = new CanonicalJson();
        json.write(value);
        return json.text.toString();
    }

    private void write(@Nullable Object value) {
        switch (value) {
            case null -> text.append("null");
            case Boolean flag -> text.append(flag.booleanValue());
            case Integer number -> text.append(number.intValue());
            case Long number when Math.abs(number) <= LARGEST -> text.append(number.longValue());
            case String string -> write(string);
            case List<?> list -> {
                var separator = "[";
                for (var item : list) {
                    text.append(separator);
                    write(item);
                    separator = ",";
                }
                text.append(list.isEmpty() ? "[]" : "]");
            }
            case Map<?, ?> map -> {
                var members = new TreeMap<String, @Nullable Object>();
                map.forEach((name, member) -> members.put(String.valueOf(name), member));
                var separator = "{";
                for (var member : members.entrySet()) {
                    text.append(separator);
                    write(member.getKey());
                    text.append(':');
                    write(member.getValue());
                    separator = ",";
                }
                text.append(map.isEmpty() ? "{}" : "}");
            }
            default ->
                throw new IllegalArgumentException(
                        "'" + value + "' (" + value.getClass().getSimpleName()
                                + ") has no canonical form: expected objects, arrays, strings, whole numbers below 2^53,"
                                + " booleans or null");
        }
    }

    private void write(String string) {
        text.append('"');
        for (int index = 0; index < string.length(); index++) {
            char letter = string.charAt(index);
            switch (letter) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\f' -> text.append("\\f");
                case '\r' -> text.append("\\r");
                default -> {
                    if (letter < ' ') {
                        text.append("\\u00")
                                .append(Character.forDigit(letter >> 4, 16))
                                .append(Character.forDigit(letter & 15, 16));
                    } else if (!Character.isSurrogate(letter)) {
                        text.append(letter);
                    } else if (Character.isHighSurrogate(letter)
                            && index + 1 < string.length()
                            && Character.isLowSurrogate(string.charAt(index + 1))) {
                        text.append(letter).append(string.charAt(++index));
                    } else {
                        throw new IllegalArgumentException("a text holds half a surrogate pair (position " + index
                                + "): expected well-formed Unicode");
                    }
                }
            }
        }
        text.append('"');
    }
}
