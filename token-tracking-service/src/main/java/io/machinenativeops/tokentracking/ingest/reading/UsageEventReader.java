package io.machinenativeops.tokentracking.ingest.reading;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.machinenativeops.platform.problem.FieldError;
import io.machinenativeops.tokentracking.usage.Dialect;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads an event from its JSON, and says everything that is wrong with it at once. */
public final class UsageEventReader {

    public static final int MAX_EVENT_ID = 128;
    private static final int SHORT = 128;
    private static final int LONG = 256;

    /** Our own names of counts, which may stand in the event itself when it has no {@code usage}. */
    static final Set<String> NORMALIZED = Set.of(
            "inputTokens",
            "outputTokens",
            "totalTokens",
            "cacheReadTokens",
            "cacheWriteTokens",
            "cacheWrite5mTokens",
            "cacheWrite1hTokens",
            "reasoningTokens");

    private static final List<String> STATUS = List.of("ok", "error", "cancelled");
    private static final List<String> USAGE_STATUS = List.of("final", "partial", "estimated");
    private static final int LAST_REVISION = 1_000_000;

    private static final Set<String> FIELDS = fields();

    private UsageEventReader() {}

    private static Set<String> fields() {
        var all = new TreeSet<>(NORMALIZED);
        all.add("apiKeyId");
        for (var component : UsageEvent.class.getRecordComponents()) {
            all.add(component.getName());
        }
        // In this order for who looks for the nearest name, and found without comparing texts.
        return new LinkedHashSet<>(all);
    }

    /**
     * Reads an event that was sent with a key.
     *
     * @throws EventRejection when it is no object, or a field is missing, unknown or not allowed
     */
    public static UsageEvent read(JsonNode sent, @Nullable String apiKeyId) {
        if (!sent.isObject()) {
            var detail = "is " + EventFields.shown(sent) + ": expected an object";
            throw new EventRejection(
                    IngestProblem.INVALID_EVENT, "The event " + detail, List.of(new FieldError("", detail)));
        }
        var fields = new EventFields(sent);
        fields.allowOnly(FIELDS);
        var sentKey = fields.text("apiKeyId", SHORT);
        if (sentKey != null && !sentKey.equals(apiKeyId)) {
            fields.refuse("apiKeyId", "is '" + sentKey + "': expected nothing, it is filled in from the key");
        }
        var event = new UsageEvent(
                eventId("eventId", fields),
                fields.instant("occurredAt"),
                fields.requiredText("provider", SHORT),
                fields.requiredText("model", LONG),
                fields.text("requestModel", LONG),
                fields.text("operation", SHORT),
                fields.text("project", SHORT),
                fields.text("environment", SHORT),
                fields.text("agent", LONG),
                fields.text("user", LONG),
                fields.text("sessionId", LONG),
                fields.text("traceId", SHORT),
                fields.text("spanId", SHORT),
                fields.text("parentSpanId", SHORT),
                fields.text("responseId", LONG),
                prompt(fields),
                fields.tags("tags"),
                fields.oneOf("status", "ok", STATUS),
                fields.text("errorType", LONG),
                fields.text("serviceTier", SHORT),
                fields.text("region", SHORT),
                fields.millis("latencyMs"),
                fields.millis("timeToFirstTokenMs"),
                fields.oneOf("usageStatus", "final", USAGE_STATUS),
                dialect(fields),
                fields.money("providerCost"),
                fields.text("reservationId", SHORT),
                eventId("supersedes", fields),
                revision(sent, fields),
                usage(sent, fields));
        var errors = fields.errors();
        if (!errors.isEmpty()) {
            throw new EventRejection(IngestProblem.INVALID_EVENT, FieldError.summary(errors), errors);
        }
        return event;
    }

    private static @Nullable Integer revision(JsonNode sent, EventFields fields) {
        if (fields.has("revision") != fields.has("supersedes")) {
            fields.refuse(
                    fields.has("revision") ? "supersedes" : "revision",
                    "is missing: expected both supersedes and revision, or none");
        }
        if (!fields.has("revision")) {
            return null;
        }
        var revision = sent.get("revision");
        if (!revision.isIntegralNumber()
                || !revision.canConvertToInt()
                || revision.asInt() < 2
                || revision.asInt() > LAST_REVISION) {
            fields.refuse(
                    "revision",
                    "is " + EventFields.shown(revision) + ": expected a whole number from 2 to " + LAST_REVISION);
            return null;
        }
        if (fields.has("eventId") && !sent.get("eventId").equals(sent.get("supersedes"))) {
            fields.refuse("eventId", "is not what supersedes says: expected the same id, or none");
        }
        if (!fields.has("occurredAt")) {
            fields.refuse("occurredAt", "is missing: a correction says all of the event again");
        }
        return revision.asInt();
    }

    private static @Nullable String eventId(String field, EventFields fields) {
        var id = fields.text(field, MAX_EVENT_ID);
        if (id != null && !id.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            fields.refuse(field, "is '" + id + "': expected 1 to 128 printable ASCII characters");
        }
        return id;
    }

    private static UsageEvent.@Nullable Prompt prompt(EventFields fields) {
        var prompt = fields.object("prompt");
        if (prompt == null) {
            return null;
        }
        prompt.allowOnly(List.of("name", "version"));
        return new UsageEvent.Prompt(prompt.requiredText("name", LONG), prompt.scalar("version", SHORT));
    }

    private static @Nullable String dialect(EventFields fields) {
        var dialect = fields.text("dialect", SHORT);
        if (dialect != null && Dialect.ofKey(dialect).isEmpty()) {
            var known = List.of(Dialect.values()).stream().map(Dialect::key).toList();
            fields.refuse("dialect", "is '" + dialect + "': expected one of " + String.join(", ", known));
        }
        return dialect;
    }

    private static JsonNode usage(JsonNode sent, EventFields fields) {
        var counts = JsonNodeFactory.instance.objectNode();
        for (var name : NORMALIZED) {
            if (fields.has(name)) {
                counts.set(name, sent.get(name));
            }
        }
        if (!fields.has("usage")) {
            if (counts.isEmpty()) {
                fields.refuse("usage", "is missing: expected the provider's usage object");
            }
            return counts;
        }
        if (!counts.isEmpty()) {
            fields.refuse(counts.propertyNames().iterator().next(), "stands beside usage: expected one of the two");
        }
        var usage = sent.get("usage");
        var wrong = RawUsage.problem(usage);
        if (wrong != null) {
            fields.refuse("usage", wrong);
        }
        return usage;
    }
}
