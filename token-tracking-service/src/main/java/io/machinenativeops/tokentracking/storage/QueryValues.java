package io.machinenativeops.tokentracking.storage;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The values of a question: each stands in its text as a parameter of the server, and never itself. */
final class QueryValues {

    private final Map<String, String> parameters = new TreeMap<>();

    Map<String, String> parameters() {
        return parameters;
    }

    String text(String value) {
        return parameter("String", escaped(value));
    }

    String texts(Collection<String> values) {
        return parameter(
                "Array(String)",
                values.stream()
                        .sorted()
                        .map(value -> "'" + escaped(value).replace("'", "\\'") + "'")
                        .collect(Collectors.joining(",", "[", "]")));
    }

    String instant(Instant value) {
        return "fromUnixTimestamp64Milli(" + parameter("Int64", Long.toString(value.toEpochMilli())) + ", 'UTC')";
    }

    String second(Instant value) {
        return "toDateTime(" + parameter("Int64", Long.toString(value.getEpochSecond())) + ", 'UTC')";
    }

    String dimension(Dimension dimension) {
        return dimension.kind() == Dimension.Kind.TAG
                ? "tags[" + text(dimension.tag()) + "]"
                : dimension.kind().column();
    }

    String parameter(String type, String value) {
        var name = "p" + parameters.size();
        parameters.put(name, value);
        return "{" + name + ":" + type + "}";
    }

    /** The server reads parameters as it reads tab-separated values. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\0", "\\0");
    }
}
