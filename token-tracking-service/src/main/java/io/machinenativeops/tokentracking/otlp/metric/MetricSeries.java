package io.machinenativeops.tokentracking.otlp.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.machinenativeops.tokentracking.otlp.Attributes;
import io.machinenativeops.tokentracking.otlp.EventDraft;
import io.machinenativeops.tokentracking.otlp.Fact;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Series of points that differ in the kind of token only.
 *
 * @param family of {@link TokenMetric}
 * @param scope name of the instrumentation scope
 * @param resource all attributes of the resource
 * @param attributes all attributes of the point but those that tell the kind
 */
record MetricSeries(String family, String scope, Map<String, JsonNode> resource, Map<String, JsonNode> attributes) {

    /** Equal for equal series, whatever the order of their attributes. */
    String id() {
        var parts = new ArrayList<>(List.of(family, scope));
        addAll(parts, resource);
        parts.add("");
        addAll(parts, attributes);
        return EventDraft.id("metric", parts);
    }

    private static void addAll(List<String> parts, Map<String, JsonNode> attributes) {
        new TreeMap<>(attributes).forEach((name, value) -> {
            parts.add(name);
            parts.add(value.toString());
        });
    }

    /** A fact of the point, else of its resource. */
    @Nullable
    String text(Fact fact) {
        var own = fact.text(attributes);
        return own == null ? fact.text(resource) : own;
    }

    /** An attribute of the point that is a text, a number or a boolean. */
    @Nullable
    String text(String attribute) {
        return Attributes.text(attributes.get(attribute));
    }
}
