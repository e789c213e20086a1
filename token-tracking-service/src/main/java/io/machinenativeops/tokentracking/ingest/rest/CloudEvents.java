package io.machinenativeops.tokentracking.ingest.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.FieldError;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.ingest.reading.EventFields;
import io.machinenativeops.tokentracking.ingest.reading.Fingerprint;
import io.machinenativeops.tokentracking.ingest.reading.UsageEventReader;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads usage events that come as CloudEvents 1.0 over HTTP: structured, as a batch, or with the attributes in headers. The
 * event stands in {@code data}; {@code source} and {@code id} together name it, {@code time} is when it occurred, where the data
 * does not say so itself.
 */
final class CloudEvents {

    static final String ONE = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";

    private static final String HEADER = "ce-";
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");

    private final List<FieldError> errors = new ArrayList<>();

    private CloudEvents() {}

    /** Whether the request is one CloudEvent with its attributes in headers. */
    static boolean isBinary(HttpServletRequest request) {
        return request.getHeader(HEADER + "specversion") != null;
    }

    /**
     * The event of a request whose headers have the attributes.
     *
     * @throws ProblemException 400 when attributes or body can't be read
     */
    static List<Candidate> binary(HttpServletRequest request, byte[] body) {
        var event = JsonNodeFactory.instance.objectNode();
        for (var name : List.of("specversion", "id", "source", "type", "time")) {
            var value = request.getHeader(HEADER + name);
            if (value != null) {
                event.put(name, value);
            }
        }
        event.set("data", EventBatch.json(body));
        return new CloudEvents().read(List.of(event), false);
    }

    /**
     * The events of a body in structured mode.
     *
     * @param batch whether it is a list of events
     * @throws ProblemException 400 when it can't be read, 413 when it has too many events
     */
    static List<Candidate> structured(byte[] body, boolean batch, int maxEvents) {
        var sent = EventBatch.json(body);
        if (!batch) {
            return new CloudEvents().read(List.of(sent), false);
        }
        if (!sent.isArray() || sent.isEmpty()) {
            throw new ProblemException(
                    CommonProblem.MALFORMED_REQUEST,
                    "The body is " + (sent.isArray() ? "an empty list" : EventFields.shown(sent))
                            + ": expected a list of 1 to " + maxEvents + " CloudEvents.");
        }
        if (sent.size() > maxEvents) {
            throw new ProblemException(
                    CommonProblem.PAYLOAD_TOO_LARGE,
                    "The batch has " + sent.size() + " events: expected at most " + maxEvents + ".");
        }
        return new CloudEvents().read(sent.valueStream().toList(), true);
    }

    private List<Candidate> read(List<JsonNode> events, boolean batch) {
        var candidates = new ArrayList<Candidate>(events.size());
        for (int at = 0; at < events.size(); at++) {
            candidates.add(candidate(events.get(at), batch ? "[" + at + "]." : ""));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return candidates;
    }

    private Candidate candidate(JsonNode event, String path) {
        for (var name : REQUIRED) {
            if (text(event, name) == null) {
                refuse(path + name, "is " + shown(event.path(name)) + ": expected a text, as CloudEvents 1.0 requires");
            }
        }
        var version = text(event, "specversion");
        if (version != null && !version.equals("1.0")) {
            refuse(path + "specversion", "is '" + EventFields.shown(version) + "': expected 1.0");
        }
        var type = text(event, "datacontenttype");
        if (type != null && !type.toLowerCase(Locale.ROOT).matches("application/([a-z0-9.+-]+\\+)?json\\s*(;.*)?")) {
            refuse(path + "datacontenttype", "is '" + EventFields.shown(type) + "': expected application/json");
        }
        var data = event.path("data");
        if (!data.isObject()) {
            refuse(path + "data", "is " + shown(data) + ": expected a usage event as an object");
            return new Candidate(data, null);
        }
        var usage = ((ObjectNode) data).deepCopy();
        if (!usage.hasNonNull("eventId") && !usage.hasNonNull("supersedes")) {
            usage.put("eventId", eventId(text(event, "source"), text(event, "id")));
        }
        var time = text(event, "time");
        if (time != null && !usage.hasNonNull("occurredAt")) {
            usage.put("occurredAt", time);
        }
        return new Candidate(usage, null);
    }

    /** Source and id, which together are unique: a URI has no space. Where that is no event id, a digest of it. */
    private static String eventId(@Nullable String source, @Nullable String id) {
        var both = source + " " + id;
        var usable =
                both.length() <= UsageEventReader.MAX_EVENT_ID && both.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        return usable ? both : "cloudevent:" + Fingerprint.ofText(both);
    }

    private static @Nullable String text(JsonNode event, String name) {
        var value = event.path(name);
        return value.isString() && !value.asString().isBlank()
                ? value.asString().strip()
                : null;
    }

    private void refuse(String field, String detail) {
        errors.add(new FieldError(field, detail));
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "missing" : EventFields.shown(value);
    }
}
