package io.machinenativeops.tokentracking.span;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a structure span stands for. */
public enum SpanKind {
    AGENT,
    TOOL,
    WORKFLOW,
    CHAIN,
    RETRIEVER,
    EMBEDDING,
    RERANKER,
    GUARDRAIL,
    EVALUATOR,
    /** A call of a model that is not counted itself: it reports no usage, or wraps others that do. */
    MODEL,
    OTHER;

    /** Operations and kinds as OpenTelemetry, OpenInference and Traceloop name them, where the name is not the kind's own. */
    private static final Map<String, SpanKind> NAMES = Map.ofEntries(
            Map.entry("invoke_agent", AGENT),
            Map.entry("create_agent", AGENT),
            Map.entry("execute_tool", TOOL),
            Map.entry("invoke_workflow", WORKFLOW),
            Map.entry("task", CHAIN),
            Map.entry("plan", CHAIN),
            Map.entry("framework", CHAIN),
            Map.entry("prompt", CHAIN),
            Map.entry("retrieval", RETRIEVER),
            Map.entry("retrieve", RETRIEVER),
            Map.entry("embeddings", EMBEDDING),
            Map.entry("rerank", RERANKER),
            Map.entry("llm", MODEL));

    /** The kind as it is written. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind that an operation or a kind of some convention stands for; empty when the name is not known. */
    public static Optional<SpanKind> named(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        var known = NAMES.get(lower);
        if (known != null) {
            return Optional.of(known);
        }
        for (var kind : values()) {
            if (kind.key().equals(lower)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
