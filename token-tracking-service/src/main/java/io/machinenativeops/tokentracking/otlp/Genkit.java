package io.machinenativeops.tokentracking.otlp;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Spans of Genkit, in OpenTelemetry's words. It names a call's model in the span's name and tells its usage only inside the
 * output, JSON in a text, of which nothing else is kept (genkit-ai/genkit, js/core/src/tracing/instrumentation.ts and
 * js/ai/src/model-types.ts).
 */
final class Genkit {

    private static final String OUTPUT = "genkit:output";
    private static final String NAME = "genkit:name";
    private static final String KIND = "genkit:metadata:subtype";

    private static final Map<String, String> OPERATIONS = Map.of(
            "model",
            "chat",
            "tool",
            "execute_tool",
            "tool.v2",
            "execute_tool",
            "flow",
            "invoke_workflow",
            "agent",
            "invoke_agent");

    private static final Map<String, String> COUNTS = Map.of(
            "inputTokens", "gen_ai.usage.input_tokens",
            "outputTokens", "gen_ai.usage.output_tokens",
            "totalTokens", "gen_ai.usage.total_tokens",
            "thoughtsTokens", "gen_ai.usage.reasoning.output_tokens",
            "cachedContentTokens", "gen_ai.usage.cache_read.input_tokens");

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Genkit() {}

    static boolean isName(String attribute) {
        return attribute.equals(OUTPUT) || attribute.equals(NAME) || attribute.equals(KIND);
    }

    /** Replaces Genkit's attributes, where there are any, by OpenTelemetry's; those that are there already stay. */
    static void translate(Map<String, JsonNode> attributes) {
        var kind = Attributes.text(attributes.remove(KIND));
        var name = Attributes.text(attributes.remove(NAME));
        var output = attributes.remove(OUTPUT);
        var operation = kind == null ? null : OPERATIONS.get(kind);
        if (operation == null) {
            return;
        }
        put(attributes, "gen_ai.operation.name", operation);
        if (operation.equals("execute_tool")) {
            put(attributes, "gen_ai.tool.name", name);
        } else if (operation.equals("invoke_agent")) {
            put(attributes, "gen_ai.agent.name", name);
        } else if (operation.equals("chat")) {
            var slash = name == null ? -1 : name.indexOf('/');
            put(attributes, "gen_ai.provider.name", slash < 0 || name == null ? null : name.substring(0, slash));
            put(attributes, "gen_ai.request.model", name == null ? null : name.substring(slash + 1));
            if (output != null && output.isString()) {
                usage(output.asString()).properties().forEach(count -> {
                    var known = COUNTS.get(count.getKey());
                    if (known != null && count.getValue().isNumber()) {
                        attributes.putIfAbsent(known, count.getValue());
                    }
                });
            }
        }
    }

    private static void put(Map<String, JsonNode> attributes, String name, @Nullable String value) {
        if (value != null) {
            attributes.putIfAbsent(name, NODES.stringNode(value));
        }
    }

    /** The output's own {@code usage}; an empty object when there is none or the text is no JSON. */
    private static JsonNode usage(String output) {
        try (var in = JSON.createParser(output)) {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                    var isUsage = in.currentName().equals("usage");
                    if (in.nextToken() == JsonToken.START_OBJECT && isUsage) {
                        return in.readValueAsTree();
                    }
                    in.skipChildren();
                }
            }
        } catch (JacksonException noJson) {
            return NODES.objectNode();
        }
        return NODES.objectNode();
    }
}
