package io.machinenativeops.tokentracking.otlp;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.machinenativeops.tokentracking.ingest.Candidate;
import io.machinenativeops.tokentracking.ingest.Operations;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the calls of models among spans. Only leaves count: what an agent, a tool, a workflow or a wrapping client reports
 * is the sum of the calls below it.
 */
public final class ModelCalls {

    /** Spring AI's chat client is a framework around the model's own span. */
    private static final String FRAMEWORK = "spring_ai";

    private static final int LONG = Texts.LONG;
    private static final int SHORT = Texts.SHORT;
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
        var event = JsonNodeFactory.instance.objectNode();
        var own = span.attributes();
        put(event, "provider", CallKind.provider(own), SHORT);
        put(event, "model", model(span), LONG);
        put(event, "requestModel", Fact.REQUEST_MODEL.text(own), LONG);
        put(event, "operation", CallKind.operation(own), SHORT);
        put(event, "responseId", responseId(span), LONG);
        put(event, "agent", tree.agent(span), LONG);
        put(event, "sessionId", tree.nearest(Fact.SESSION, span), LONG);
        put(event, "user", tree.nearest(Fact.USER, span), LONG);
        var environment = Fact.ENVIRONMENT.text(own);
        put(event, "environment", environment == null ? Fact.ENVIRONMENT.text(span.resource()) : environment, SHORT);
        put(event, "serviceTier", Fact.SERVICE_TIER.text(own), SHORT);
        put(event, "traceId", span.traceId(), SHORT);
        put(event, "spanId", span.spanId(), SHORT);
        put(event, "parentSpanId", tree.nearestKept(span), SHORT);
        var errorType = Fact.ERROR_TYPE.text(own);
        put(event, "errorType", errorType, LONG);
        event.put("status", span.failed() || errorType != null ? "error" : "ok");
        putPrompt(event, span);
        putTimes(event, span);
        var reported = Fact.REPORTED_COST.in(own);
        if (reported != null && reported.isNumber() && reported.decimalValue().signum() >= 0) {
            event.putObject("providerCost")
                    .put("amount", reported.decimalValue())
                    .put("currency", "USD");
        }
        event.set("usage", UsageAttributes.of(span));
        return event;
    }

    /** An id too long to be kept does not identify: the span then does. */
    private static @Nullable String responseId(Span span) {
        var id = Fact.RESPONSE_ID.text(span.attributes());
        return id == null || id.length() > LONG ? null : id;
    }

    private void putPrompt(ObjectNode event, Span span) {
        var name = tree.nearest(Fact.PROMPT, span);
        if (name != null) {
            var prompt = event.putObject("prompt");
            put(prompt, "name", name, LONG);
            put(prompt, "version", tree.nearest(Fact.PROMPT_VERSION, span), SHORT);
        }
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

    private static void put(ObjectNode event, String field, @Nullable String text, int longest) {
        var kept = Texts.kept(text, longest);
        if (kept != null) {
            event.put(field, kept);
        }
    }
}
