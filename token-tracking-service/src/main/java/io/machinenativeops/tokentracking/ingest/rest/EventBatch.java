package io.machinenativeops.tokentracking.ingest.rest;

import java.util.ArrayList;
import java.util.List;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.ingest.reading.EventFields;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads the envelope {@code {"events": […]}}. */
final class EventBatch {

    static final int MAX_DEPTH = 24;
    private static final int MAX_TEXT = 64 * 1024;
    private static final int MAX_NAME = 1024;
    private static final int MAX_DIGITS = 100;
    /** A thousand events with all their fields and tags have less than half of it. */
    private static final int MAX_TOKENS = 500_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_TEXT)
                            .maxNameLength(MAX_NAME)
                            .maxNumberLength(MAX_DIGITS)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private EventBatch() {}

    /**
     * The events of a body.
     *
     * @throws ProblemException 400 when it is not JSON or not the envelope, 413 when it has too many events
     */
    static List<Candidate> read(byte[] body, int maxEvents) {
        return read(json(body), maxEvents);
    }

    private static List<Candidate> read(JsonNode envelope, int maxEvents) {
        if (!envelope.isObject()) {
            throw new ProblemException(
                    CommonProblem.MALFORMED_REQUEST,
                    "The body is " + EventFields.shown(envelope) + ": expected {\"events\": […]}.");
        }
        for (var name : envelope.propertyNames()) {
            if (!name.equals("events")) {
                throw ProblemException.invalid(
                        EventFields.shown(name), "is not a known field of the envelope: expected {\"events\": […]}");
            }
        }
        var events = envelope.get("events");
        if (events == null || !events.isArray() || events.isEmpty()) {
            var found =
                    events == null ? "is missing" : events.isArray() ? "is empty" : "is " + EventFields.shown(events);
            throw ProblemException.invalid("events", found + ": expected a list of 1 to " + maxEvents + " events");
        }
        if (events.size() > maxEvents) {
            throw new ProblemException(
                    CommonProblem.PAYLOAD_TOO_LARGE,
                    "The batch has " + events.size() + " events: expected at most " + maxEvents + ".");
        }
        var candidates = new ArrayList<Candidate>(events.size());
        events.forEach(event -> candidates.add(new Candidate(event, null)));
        return candidates;
    }

    /** The events of a body that is one event, or an envelope of some. */
    static List<Candidate> readOneOrMore(byte[] body, int maxEvents) {
        var sent = json(body);
        return sent.isObject() && !sent.has("events") ? List.of(new Candidate(sent, null)) : read(sent, maxEvents);
    }

    /** Reads JSON within bounds. */
    static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException notJson) {
            var place = notJson.getLocation();
            var where = place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
            throw new ProblemException(
                    CommonProblem.MALFORMED_REQUEST,
                    "The body is not the JSON that is expected" + where + ": " + notJson.getOriginalMessage());
        } catch (NumberFormatException immense) {
            // Jackson lets the exponent through that BigDecimal cannot hold.
            throw new ProblemException(
                    CommonProblem.MALFORMED_REQUEST,
                    "The body has a number that is beyond all bounds: expected an exponent of at most nine digits.");
        }
    }
}
