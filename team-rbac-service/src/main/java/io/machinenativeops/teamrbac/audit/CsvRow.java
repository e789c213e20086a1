package io.machinenativeops.teamrbac.audit;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Rows of the export as CSV (RFC 4180). What a spreadsheet would run as a formula begins with an apostrophe. */
final class CsvRow {

    static final String HEADER =
            "sequence,id,occurredAt,recordedAt,action,actorType,actorId,keyId,targets,sourceAddress,userAgent,metadata,flag,previous,hash\r\n";

    private static final String FORMULAS = "=+-@\t\r\n";

    private CsvRow() {}

    static String of(EntryView entry, JsonMapper json) {
        return row(
                Long.toString(entry.sequence()),
                entry.id().toString(),
                entry.occurredAt().toString(),
                entry.recordedAt().toString(),
                entry.action(),
                entry.actor().type(),
                entry.actor().id(),
                entry.keyId(),
                entry.targets().stream()
                        .map(target -> target.type() + ":" + target.id())
                        .collect(Collectors.joining(" ")),
                entry.context().get("sourceAddress"),
                entry.context().get("userAgent"),
                json.writeValueAsString(entry.metadata()),
                entry.flag(),
                entry.previous(),
                entry.hash());
    }

    private static String row(@Nullable String... cells) {
        return Arrays.stream(cells).map(CsvRow::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    static String cell(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return "";
        }
        var safe = FORMULAS.indexOf(value.charAt(0)) < 0 ? value : "'" + value;
        return safe.chars().anyMatch(each -> each == '"' || each == ',' || each == '\r' || each == '\n')
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }
}
