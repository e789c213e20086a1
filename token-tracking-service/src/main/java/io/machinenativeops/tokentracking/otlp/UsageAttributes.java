package io.machinenativeops.tokentracking.otlp;

import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The attributes that count tokens, in all spellings: they are told by their prefix, and read by the usage dialects. */
final class UsageAttributes {

    private static final List<String> PREFIXES = List.of("gen_ai.usage.");

    private UsageAttributes() {}

    static boolean isName(String attribute) {
        for (var prefix : PREFIXES) {
            if (attribute.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** They alone, as they were sent; empty for a span without usage. */
    static ObjectNode of(Map<String, JsonNode> attributes) {
        var usage = JsonNodeFactory.instance.objectNode();
        attributes.forEach((name, value) -> {
            if (isName(name) && !Fact.isName(name)) {
                usage.set(name, value);
            }
        });
        return usage;
    }
}
