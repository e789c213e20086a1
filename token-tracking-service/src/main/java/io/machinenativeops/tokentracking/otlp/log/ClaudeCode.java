package io.machinenativeops.tokentracking.otlp.log;

import java.util.List;

import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.otlp.EventDraft;
import io.machinenativeops.tokentracking.otlp.Fact;
import io.machinenativeops.tokentracking.otlp.Hosts;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events of Claude Code: {@code claude_code.api_request}, whose counts are those of the Messages API (cache reads and writes
 * stand beside the input), and {@code claude_code.api_error}. Source: code.claude.com/docs/en/monitoring-usage.
 */
final class ClaudeCode {

    private static final String SCOPE = "com.anthropic.claude_code";
    private static final String REQUEST = "claude_code.api_request";
    private static final String ERROR = "claude_code.api_error";

    private ClaudeCode() {}

    /** The call an event tells of; null when it tells of none. */
    static @Nullable Candidate candidate(LogEvent event) {
        if (is(event, REQUEST, "api_request")) {
            return request(event);
        }
        return is(event, ERROR, "api_error") ? error(event) : null;
    }

    private static boolean is(LogEvent event, String name, String inScope) {
        return event.isNamed(name) || (event.scope().startsWith(SCOPE) && event.isNamed(inScope));
    }

    private static Candidate request(LogEvent event) {
        var usage = JsonNodeFactory.instance.objectNode();
        set(usage, "input_tokens", event.count("input_tokens"));
        set(usage, "cache_read_input_tokens", event.count("cache_read_tokens"));
        set(usage, "cache_creation_input_tokens", event.count("cache_creation_tokens"));
        set(usage, "output_tokens", event.count("output_tokens"));
        if ("fast".equals(event.text("speed"))) {
            usage.put("speed", "fast");
        }
        var requestId = event.text("request_id");
        return call(event)
                // The spans of Claude Code give the same id as that of the response.
                .put(
                        "responseId",
                        requestId == null || requestId.length() > EventDraft.LONG ? null : requestId,
                        EventDraft.LONG)
                .put("status", "ok", EventDraft.SHORT)
                .cost(event.number("cost_usd"))
                .usage(usage, "anthropic")
                .candidate(id(event, REQUEST));
    }

    /** A failed request used nothing that is known. */
    private static Candidate error(LogEvent event) {
        var status = event.text("status_code");
        return call(event)
                .put("status", "error", EventDraft.SHORT)
                .put("errorType", status == null || status.equals("undefined") ? "api_error" : status, EventDraft.LONG)
                .usage(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("input_tokens", 0)
                                .put("output_tokens", 0),
                        "anthropic")
                .candidate(id(event, ERROR));
    }

    private static EventDraft call(LogEvent event) {
        var model = event.text("model");
        var agent = event.text("agent.name");
        return new EventDraft()
                .put("provider", Hosts.ofClaude(model), EventDraft.SHORT)
                .put("model", model, EventDraft.LONG)
                .put("operation", "chat", EventDraft.SHORT)
                .put("agent", agent == null ? EventDraft.service(event.resource()) : agent, EventDraft.LONG)
                .put("sessionId", event.text(Fact.SESSION), EventDraft.LONG)
                .put("user", user(event), EventDraft.LONG)
                .put("environment", Fact.ENVIRONMENT.text(event.resource()), EventDraft.SHORT)
                .put("traceId", event.traceId(), EventDraft.SHORT)
                .put("spanId", event.spanId(), EventDraft.SHORT)
                .tag("query_source", event.text("query_source"))
                .tag("skill", event.text("skill.name"))
                .tag("effort", event.text("effort"))
                .ended(event.nanos(), event.number("duration_ms"));
    }

    /** The address says more to a reader of costs than the ids that stand beside it. */
    private static @Nullable String user(LogEvent event) {
        var known = event.text("user.email", "user.account_uuid");
        return known == null ? event.text(Fact.USER) : known;
    }

    /** The sequence begins anew when a session is resumed, the time does not. */
    private static String id(LogEvent event, String kind) {
        return EventDraft.id(
                kind,
                List.of(
                        String.valueOf(event.text(Fact.SESSION)),
                        String.valueOf(event.text("event.sequence")),
                        Long.toString(event.nanos()),
                        String.valueOf(event.text("request_id"))));
    }

    private static void set(ObjectNode usage, String name, @Nullable JsonNode count) {
        if (count != null) {
            usage.set(name, count);
        }
    }
}
