package io.machinenativeops.tokentracking.otlp;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is read from spans that are no calls of models, with every name it comes under. */
enum StructureFact {
    /** The kind as OpenInference and Traceloop say it. */
    KIND("openinference.span.kind", "traceloop.span.kind", "langsmith.span.kind"),
    TOOL("gen_ai.tool.name", "tool.name", "ai.toolCall.name"),
    AGENT_ID("gen_ai.agent.id"),
    ENTITY("gen_ai.workflow.name", "traceloop.entity.name");

    private static final Set<String> NAMES =
            Stream.of(values()).flatMap(fact -> fact.names.stream()).collect(Collectors.toUnmodifiableSet());

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it immutable, which its type does not say.
    private final List<String> names;

    StructureFact(String... names) {
        this.names = List.of(names);
    }

    static boolean isName(String attribute) {
        return NAMES.contains(attribute);
    }

    /** The fact as text, under the first name that is there; null when it is absent, blank, or no scalar. */
    @Nullable
    String text(Map<String, JsonNode> attributes) {
        for (var name : names) {
            var text = Attributes.text(attributes.get(name));
            if (text != null) {
                return text;
            }
        }
        return null;
    }
}
