package io.machinenativeops.tokentracking.analysis;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.machinenativeops.tokentracking.storage.GroupOrder;

/** The query parameters of the usage routes; each dimension is a filter besides. */
enum UsageParameter {
    FROM("from", "Start of the range, included: a UTC instant. By default 24 hours before `to`.", "date-time"),
    TO("to", "End of the range, excluded: a UTC instant. By default now.", "date-time"),
    GROUP_BY(
            "groupBy",
            "Dimensions to group by, separated by commas, at most 6: organization, team, project, environment, agent,"
                    + " provider, model, operation, user, session, prompt, promptVersion, apiKey, status or tag:<key>.",
            ""),
    ORDER_BY(
            "orderBy",
            "Order of the groups: " + GroupOrder.names()
                    + ". By key, the default, ascending; by a sum, the greatest first.",
            ""),
    TIMEZONE("timezone", "IANA time zone of the points and of the reply, such as Europe/Berlin. By default UTC.", ""),
    CURRENCY("currency", "Currency of all costs. Only USD is known.", ""),
    INTERVAL("interval", "Length of a point: " + Interval.names() + ". By default hour.", ""),
    LIMIT("limit", "How many groups or events at most, 1 to 1000. By default 100.", "int32"),
    CURSOR("cursor", "`nextCursor` of the page before; all other parameters stay the same.", "");

    private final String key;
    private final String description;
    private final String format;

    UsageParameter(String key, String description, String format) {
        this.key = key;
        this.description = description;
        this.format = format;
    }

    String key() {
        return key;
    }

    String description() {
        return description;
    }

    /** The OpenAPI format; empty for plain text. */
    String format() {
        return format;
    }

    static String keys(Set<UsageParameter> parameters) {
        return Stream.of(values())
                .filter(parameters::contains)
                .map(UsageParameter::key)
                .collect(Collectors.joining(", "));
    }
}
