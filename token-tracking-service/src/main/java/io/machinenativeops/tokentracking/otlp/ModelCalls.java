package io.machinenativeops.tokentracking.otlp;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.machinenativeops.tokentracking.ingest.Operations;
import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the calls of models among spans. Only leaves count: what an agent, a tool, a workflow or a wrapping client reports
 * is the sum of the calls below it.
 */
public final class ModelCalls {

    /** Spring AI's chat client is a framework around the model's own span. */
    private static final String FRAMEWORK = "spring_ai";

    private static final int LONG = EventDraft.LONG;
    private static final int SHORT = EventDraft.SHORT;
    private static final long LONGEST_CALL = TimeUnit.DAYS.toNanos(31);

    private final SpanTree tree;

    ModelCalls(SpanTree tree) {
        this.tree = tree;
    }

    /** One candidate a leaf call that has usage, in the order of the spans. */
    public static List<Candidate> in(List<Span> spans) {
        return TraceReading.of(spans).calls();
    }

    /** The calls that have usage and no other such call below them, in the order of the spans. */
    static List<Span> leaves(List<Span> spans, SpanTree tree) {
        var calls = spans.stream().filter(ModelCalls::isCallWithUsage).toList();
        var wrappers = tree.above(calls);
        return calls.stream().filter(call -> !wrappers.contains(call)).toList();
    }

    List<Candidate> candidates(List<Span> calls) {
        return calls.stream()
                .map(call -> new Candidate(event(call), fallbackId(call)))
                .toList();
    }

    private static boolean isCallWithUsage(Span span) {
        if (!UsageAttributes.areIn(span.attributes()) || FRAMEWORK.equals(Fact.PROVIDER.text(span.attributes()))) {
            return false;
        }
        var operation = CallKind.operation(span.attributes());
        if (operation != null) {
            return Operations.isModelCall(operation);
        }
        return model(span) != null && Fact.FRAMEWORK_SPAN.in(span.attributes()) == null;
    }

    private static @Nullable String model(Span span) {
        var response = Fact.RESPONSE_MODEL.text(span.attributes());
        return response == null ? Fact.REQUEST_MODEL.text(span.attributes()) : response;
    }

    private static @Nullable String fallbackId(Span span) {
        return span.isIdentified() ? span.traceId() + "-" + span.spanId() : null;
    }

    private ObjectNode event(Span span) {
        var own = span.attributes();
        var environment = Fact.ENVIRONMENT.text(own);
        var errorType = Fact.ERROR_TYPE.text(own);
        var reported = Fact.REPORTED_COST.in(own);
        var event = new EventDraft()
                .put("provider", CallKind.provider(own), SHORT)
                .put("model", model(span), LONG)
                .put("requestModel", Fact.REQUEST_MODEL.text(own), LONG)
                .put("operation", CallKind.operation(own), SHORT)
                .put("responseId", responseId(span), LONG)
                .put("agent", tree.agent(span), LONG)
                .put("sessionId", tree.nearest(Fact.SESSION, span), LONG)
                .put("user", tree.nearest(Fact.USER, span), LONG)
                .put("environment", environment == null ? Fact.ENVIRONMENT.text(span.resource()) : environment, SHORT)
                .put("serviceTier", Fact.SERVICE_TIER.text(own), SHORT)
                .put("traceId", span.traceId(), SHORT)
                .put("spanId", span.spanId(), SHORT)
                .put("parentSpanId", tree.nearestKept(span), SHORT)
                .put("errorType", errorType, LONG)
                .put("status", span.failed() || errorType != null ? "error" : "ok", SHORT)
                .prompt(tree.nearest(Fact.PROMPT, span), tree.nearest(Fact.PROMPT_VERSION, span))
                .cost(reported != null && reported.isNumber() ? reported.decimalValue() : null)
                .event();
        putTimes(event, span);
        event.set("usage", UsageAttributes.of(span));
        return event;
    }

    /** An id too long to be kept does not identify: the span then does. */
    private static @Nullable String responseId(Span span) {
        var id = Fact.RESPONSE_ID.text(span.attributes());
        return id == null || id.length() > LONG ? null : id;
    }

    private static void putTimes(ObjectNode event, Span span) {
        long start = span.startNanos();
        if (start > 0) {
            event.put("occurredAt", Instant.ofEpochSecond(0, start).toString());
            long took = span.endNanos() - start;
            if (took >= 0 && took <= LONGEST_CALL) {
                event.put("latencyMs", Math.round(took / 1e6));
            }
        }
        var firstChunk = Fact.FIRST_CHUNK.in(span.attributes());
        if (firstChunk != null && firstChunk.isNumber()) {
            var millis = firstChunk.decimalValue().multiply(BigDecimal.valueOf(1000));
            if (millis.signum() >= 0 && millis.compareTo(BigDecimal.valueOf(LONGEST_CALL / 1_000_000)) <= 0) {
                event.put("timeToFirstTokenMs", millis);
            }
        }
    }
}
