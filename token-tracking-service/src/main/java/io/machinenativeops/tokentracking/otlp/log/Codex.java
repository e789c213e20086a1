package io.machinenativeops.tokentracking.otlp.log;

import java.util.List;

import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.otlp.EventDraft;
import io.machinenativeops.tokentracking.otlp.Fact;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Events of the Codex CLI: {@code codex.sse_event} of the kind {@code response.completed} tells what a response used, counted
 * as OpenAI's Responses API does. Source: openai/codex, {@code codex-rs/otel/src/events/session_telemetry.rs}.
 */
final class Codex {

    private static final String EVENT = "codex.sse_event";

    private Codex() {}

    /** The call an event tells of; null when it tells of none. */
    static @Nullable Candidate candidate(LogEvent event) {
        if (!event.isNamed(EVENT)) {
            return null;
        }
        var kind = event.text("event.kind");
        if ("response.completed".equals(kind) && event.count("input_token_count") != null) {
            return completed(event);
        }
        return "response.failed".equals(kind) ? failed(event) : null;
    }

    private static Candidate completed(LogEvent event) {
        var usage = JsonNodeFactory.instance.objectNode();
        usage.set("input_tokens", event.count("input_token_count"));
        var cached = event.count("cached_token_count");
        if (cached != null) {
            usage.putObject("input_tokens_details").set("cached_tokens", cached);
        }
        usage.set("output_tokens", event.count("output_token_count"));
        var reasoning = event.count("reasoning_token_count");
        if (reasoning != null) {
            usage.putObject("output_tokens_details").set("reasoning_tokens", reasoning);
        }
        return call(event)
                .put("status", "ok", EventDraft.SHORT)
                .usage(usage, "openai_responses")
                .candidate(id(event, "completed"));
    }

    private static Candidate failed(LogEvent event) {
        return call(event)
                .put("status", "error", EventDraft.SHORT)
                .put("errorType", "response.failed", EventDraft.LONG)
                .usage(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("input_tokens", 0)
                                .put("output_tokens", 0),
                        "openai_responses")
                .candidate(id(event, "failed"));
    }

    private static EventDraft call(LogEvent event) {
        var user = event.text("user.email", "user.account_id");
        return new EventDraft()
                .put("provider", "openai", EventDraft.SHORT)
                .put("model", event.text("model"), EventDraft.LONG)
                .put("operation", "chat", EventDraft.SHORT)
                .put("agent", EventDraft.service(event.resource()), EventDraft.LONG)
                .put("sessionId", event.text("conversation.id"), EventDraft.LONG)
                .put("user", user, EventDraft.LONG)
                .put("environment", Fact.ENVIRONMENT.text(event.resource()), EventDraft.SHORT)
                .put("traceId", event.traceId(), EventDraft.SHORT)
                .put("spanId", event.spanId(), EventDraft.SHORT)
                .ended(event.nanos(), null);
    }

    private static String id(LogEvent event, String outcome) {
        return EventDraft.id(
                "codex",
                List.of(
                        outcome,
                        String.valueOf(event.text("conversation.id")),
                        String.valueOf(event.text("event.timestamp")),
                        Long.toString(event.nanos()),
                        String.valueOf(event.text("input_token_count")),
                        String.valueOf(event.text("output_token_count"))));
    }
}
