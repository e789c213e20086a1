package io.machinenativeops.tokentracking.storage;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the columns of a row that answers a question. */
public final class StoredRow {

    private StoredRow() {}

    /** A text; null where it is empty, as the tables hold what was not named. */
    public static @Nullable String text(JsonNode row, String column) {
        var text = row.path(column).asString("");
        return text.isEmpty() ? null : text;
    }

    /** A whole number; null where there is none. */
    public static @Nullable Long number(JsonNode row, String column) {
        var number = row.path(column);
        return number.isNumber() ? number.asLong() : null;
    }

    /** The tags of an event, in the order in which they are stored. */
    public static Map<String, String> tags(JsonNode row) {
        var tags = new LinkedHashMap<String, String>();
        row.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString()));
        return tags;
    }
}
