package io.machinenativeops.demo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * One of the agents that play.
 *
 * @param project its name; the id follows from it
 * @param sessions on a usual working day
 * @param turns model calls of a usual session, at least 2
 * @param prompt tokens that every session begins with, such as instructions and tools
 */
record Agent(
        String name,
        String team,
        String project,
        String provider,
        String model,
        String feature,
        int sessions,
        int turns,
        int prompt) {

    /** The agent whose traffic jumps on one afternoon of each month. */
    static final String SPIKES = "answerer";

    /** Its model is nobody's: it stays without a price. */
    static final String UNPRICED = "sandbox";

    /** All of them, in five teams. */
    static final List<Agent> ALL = List.of(
            new Agent(
                    "pull-request-reviewer",
                    "payments",
                    "checkout",
                    "anthropic",
                    "claude-sonnet-4-5",
                    "review",
                    34,
                    6,
                    9_000),
            new Agent("fixer", "payments", "checkout", "anthropic", "claude-opus-4-5", "refactor", 9, 9, 14_000),
            new Agent("ledger-audit", "payments", "ledger", "openai", "gpt-5-mini", "audit", 14, 3, 6_000),
            new Agent("deployer", "platform", "delivery", "openai", "gpt-5", "deploy", 12, 5, 5_000),
            new Agent("triage", "platform", "alerts", "openai", "gpt-4o-mini", "triage", 60, 2, 1_200),
            new Agent("planner", "platform", "delivery", "openai", "gpt-4.1", "plan", 8, 5, 4_000),
            new Agent("indexer", "search", "retrieval", "openai", "text-embedding-3-small", "index", 40, 4, 6_000),
            new Agent(SPIKES, "search", "retrieval", "gcp.gemini", "gemini-2.5-flash", "answer", 55, 3, 3_500),
            new Agent("concierge", "support", "helpdesk", "anthropic", "claude-haiku-4-5", "chat", 48, 5, 2_500),
            new Agent(
                    "translator", "support", "helpdesk", "mistral_ai", "mistral-large-latest", "translate", 22, 2, 900),
            new Agent("explorer", "research", "lab", "gcp.gemini", "gemini-2.5-pro", "research", 7, 8, 11_000),
            new Agent(UNPRICED, "research", "lab", "self_hosted", "orion-7b-preview", "experiment", 6, 4, 2_000));

    String projectId() {
        return UUID.nameUUIDFromBytes(("demo/" + project).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    boolean embeds() {
        return model.startsWith("text-embedding");
    }

    boolean caches() {
        return provider.equals("anthropic") || provider.equals("openai") || provider.equals("gcp.gemini");
    }
}
