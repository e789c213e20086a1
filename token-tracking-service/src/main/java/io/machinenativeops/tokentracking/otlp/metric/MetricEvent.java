package io.machinenativeops.tokentracking.otlp.metric;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

import io.machinenativeops.tokentracking.otlp.EventDraft;
import io.machinenativeops.tokentracking.otlp.Fact;
import io.machinenativeops.tokentracking.otlp.Hosts;
import io.machinenativeops.tokentracking.otlp.metric.Counters.Increase;
import io.machinenativeops.tokentracking.otlp.metric.TokenMetric.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes the event that stands for all calls of a series in one interval. */
final class MetricEvent {

    private static final Increase NONE = new Increase(BigDecimal.ZERO, 0);

    private MetricEvent() {}

    /** The model the series counts; null when it names none. */
    static @Nullable String model(MetricSeries series) {
        if (series.family().equals("claude_code")) {
            return series.text("model");
        }
        var response = series.text(Fact.RESPONSE_MODEL);
        return response == null ? series.text(Fact.REQUEST_MODEL) : response;
    }

    /** Who served the series' calls; null when it is not told. */
    static @Nullable String provider(MetricSeries series) {
        return series.family().equals("claude_code") ? Hosts.ofClaude(model(series)) : series.text(Fact.PROVIDER);
    }

    /**
     * The event.
     *
     * @param endNanos of the interval
     * @return null when no tokens were used
     */
    static @Nullable ObjectNode of(MetricSeries series, Map<Kind, Increase> increases, long endNanos, String eventId) {
        long input = tokens(increases, Kind.INPUT);
        long read = tokens(increases, Kind.CACHE_READ);
        long write = tokens(increases, Kind.CACHE_WRITE);
        long output = tokens(increases, Kind.OUTPUT);
        long reasoning = tokens(increases, Kind.REASONING);
        if (input + read + write + output + reasoning == 0) {
            return null;
        }
        var usage = JsonNodeFactory.instance.objectNode();
        usage.put("inputTokens", input + read + write);
        usage.put("outputTokens", output + reasoning);
        put(usage, "cacheReadTokens", read);
        put(usage, "cacheWriteTokens", write);
        put(usage, "reasoningTokens", reasoning);
        put(usage, "totalTokens", tokens(increases, Kind.TOTAL));
        long calls = Math.max(calls(increases, Kind.INPUT), calls(increases, Kind.OUTPUT));
        // Kept as it is told; it is no unit that is priced.
        put(usage, "calls", calls);
        usage.put("promptTokensPerRequest", calls == 0 ? 0 : (input + read + write) / calls);
        var cost = increases.get(Kind.COST);
        return draft(series)
                .put("eventId", eventId, EventDraft.SHORT)
                .put("usageStatus", "estimated", EventDraft.SHORT)
                .ended(endNanos, null)
                .cost(cost == null ? null : cost.value())
                .usage(usage, "normalized")
                .event();
    }

    private static EventDraft draft(MetricSeries series) {
        var agent = series.text(Fact.AGENT);
        var subagent = series.text("agent.name");
        var named = agent == null ? subagent : agent;
        var mail = series.text("user.email");
        var asked = series.text(Fact.REQUEST_MODEL);
        return new EventDraft()
                .put("provider", provider(series), EventDraft.SHORT)
                .put("model", model(series), EventDraft.LONG)
                .put("requestModel", asked, EventDraft.LONG)
                .put("operation", operation(series), EventDraft.SHORT)
                .put("agent", named == null ? EventDraft.service(series.resource()) : named, EventDraft.LONG)
                .put("sessionId", series.text(Fact.SESSION), EventDraft.LONG)
                .put("user", mail == null ? series.text(Fact.USER) : mail, EventDraft.LONG)
                .put("environment", series.text(Fact.ENVIRONMENT), EventDraft.SHORT)
                .put("serviceTier", series.text(Fact.SERVICE_TIER), EventDraft.SHORT)
                .tag("query_source", series.text("query_source"));
    }

    private static String operation(MetricSeries series) {
        var operation = series.text(Fact.OPERATION);
        return operation == null ? "chat" : operation;
    }

    private static long tokens(Map<Kind, Increase> increases, Kind kind) {
        return increases
                .getOrDefault(kind, NONE)
                .value()
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private static long calls(Map<Kind, Increase> increases, Kind kind) {
        return increases.getOrDefault(kind, NONE).calls();
    }

    private static void put(ObjectNode usage, String name, long count) {
        if (count > 0) {
            usage.put(name, count);
        }
    }
}
