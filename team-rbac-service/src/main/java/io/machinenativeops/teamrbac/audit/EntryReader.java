package io.machinenativeops.teamrbac.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.event.IncomingEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads what services tell of. Nothing is refused that can be placed: text that the store has no room for is replaced or cut,
 * and the entry flagged, with the message as it came beside it.
 */
final class EntryReader {

    private static final String INSTEAD = "\ufffd";
    private static final int LONGEST_NAME = 300;
    private static final int LONGEST_TEXT = 20_000;
    private static final long LARGEST = (1L << 53) - 1;

    private final KnownActions actions;

    EntryReader(KnownActions actions) {
        this.actions = actions;
    }

    /**
     * Reads a message of the stream.
     *
     * @throws IllegalArgumentException for one that can't be placed: no entry id, organisation, time, action or actor
     */
    TakenEntry read(byte[] message) {
        var event = IncomingEvent.read(message);
        var data = event.data();
        if (!event.type().equals(AuditTrail.TYPE)) {
            throw new IllegalArgumentException("it is of type '" + event.type() + "': expected " + AuditTrail.TYPE);
        }
        var reading = new Reading();
        var actor = data.path("actor");
        var entry = new AuditEntry(
                uuid(data, "id"),
                uuid(data, "organizationId"),
                instant(data),
                reading.name(required(data, "action")),
                1,
                new AuditEntry.Party(reading.name(required(actor, "type")), reading.name(required(actor, "id")), null),
                reading.targets(data.path("targets")),
                reading.context(data.path("context"), actor.path("keyId")),
                reading.metadata(data.path("metadata")));
        var flag = reading.unfit ? KnownActions.UNFIT : flag(event);
        return new TakenEntry(entry, message, flag);
    }

    private @Nullable String flag(IncomingEvent event) {
        try {
            return actions.flag(event.dataAs(io.machinenativeops.platform.audit.AuditEntry.class))
                    .orElse(null);
        } catch (JacksonException | NullPointerException unreadable) {
            return KnownActions.UNFIT;
        }
    }

    private static String required(JsonNode node, String name) {
        var value = node.path(name).asString("");
        if (value.isBlank()) {
            throw new IllegalArgumentException("the entry has no " + name);
        }
        return value;
    }

    private static UUID uuid(JsonNode data, String name) {
        var text = required(data, name);
        var id = UUID.fromString(text);
        if (!id.toString().equals(text)) {
            throw new IllegalArgumentException("the entry has the " + name + " '" + text + "': expected a UUID");
        }
        return id;
    }

    private static Instant instant(JsonNode data) {
        var text = required(data, "occurredAt");
        try {
            var read = Instant.parse(text);
            // What PostgreSQL can hold, and people can mean.
            if (read.isAfter(Instant.EPOCH) && read.isBefore(Instant.parse("9000-01-01T00:00:00Z"))) {
                return read;
            }
        } catch (DateTimeException unreadable) {
            // Told below.
        }
        throw new IllegalArgumentException("the entry occurred at '" + text + "': expected an instant since 1970");
    }

    private static final class Reading {

        private boolean unfit;

        private String name(String given) {
            return fitting(given, LONGEST_NAME);
        }

        /** PostgreSQL holds no U+0000, and half a surrogate pair has no canonical form. */
        private String fitting(String given, int longest) {
            var text = given.codePoints()
                    .limit(longest)
                    .mapToObj(each -> each == 0 || (each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE)
                            ? INSTEAD
                            : Character.toString(each))
                    .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                    .toString();
            unfit |= !text.equals(given);
            return text;
        }

        private List<AuditEntry.Party> targets(JsonNode given) {
            var targets = new ArrayList<AuditEntry.Party>();
            for (var each : given) {
                var name = each.path("name").asString("");
                targets.add(new AuditEntry.Party(
                        name(each.path("type").asString("")),
                        name(each.path("id").asString("")),
                        name.isEmpty() ? null : fitting(name, LONGEST_TEXT)));
            }
            return targets;
        }

        private Map<String, String> context(JsonNode given, JsonNode keyId) {
            var context = new HashMap<String, String>();
            given.forEachEntry((name, value) -> {
                if (!value.isNull()) {
                    context.put(name(name), fitting(value.isString() ? value.asString() : other(value), LONGEST_TEXT));
                }
            });
            if (!keyId.isNull() && !keyId.isMissingNode()) {
                context.put("keyId", name(keyId.asString("")));
            }
            return context;
        }

        private Map<String, Object> metadata(JsonNode given) {
            var metadata = new HashMap<String, Object>();
            given.forEachEntry((name, value) -> {
                if (!value.isNull()) {
                    metadata.put(name(name), value(value));
                }
            });
            return metadata;
        }

        private Object value(JsonNode value) {
            if (value.isString()) {
                return fitting(value.asString(), LONGEST_TEXT);
            }
            if (value.isBoolean()) {
                return value.asBoolean();
            }
            if (value.isIntegralNumber() && value.canConvertToLong() && Math.abs(value.asLong()) <= LARGEST) {
                return value.asLong();
            }
            // A fraction has more than one way to be written, so it is chained as the text that it came as.
            return value.isNumber() ? value.asString() : fitting(other(value), LONGEST_TEXT);
        }

        private String other(JsonNode value) {
            unfit = true;
            return value.toString();
        }
    }
}
