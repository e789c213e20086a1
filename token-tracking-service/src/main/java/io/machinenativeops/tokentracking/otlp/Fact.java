package io.machinenativeops.tokentracking.otlp;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is read from attributes, with every name it comes under: the current one first, then older and other ones. */
public enum Fact {
    OPERATION("gen_ai.operation.name", "llm.request.type"),
    /** OpenTelemetry's names, then those of OpenInference and of the AI SDK; here as below. */
    PROVIDER("gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider"),
    RESPONSE_MODEL(
            "gen_ai.response.model",
            "llm.response.model_name",
            "ai.response.model",
            "llm.model_name",
            "embedding.model_name",
            "reranker.model_name"),
    REQUEST_MODEL("gen_ai.request.model", "llm.request.model_name", "ai.model.id"),
    RESPONSE_ID("gen_ai.response.id", "ai.response.id"),
    AGENT("gen_ai.agent.name"),
    SESSION(
            "gen_ai.conversation.id",
            "session.id",
            "ai.telemetry.metadata.sessionId",
            "genkit:sessionId",
            "gcp.vertex.agent.session_id"),
    USER("enduser.id", "user.id", "traceloop.association.properties.user_id", "ai.telemetry.metadata.userId"),
    ENVIRONMENT("deployment.environment.name", "deployment.environment"),
    SERVICE("service.name"),
    PROMPT("gen_ai.prompt.name"),
    PROMPT_VERSION("gen_ai.prompt.version"),
    /** In seconds. */
    FIRST_CHUNK("gen_ai.response.time_to_first_chunk", "gen_ai.server.time_to_first_token"),
    SERVICE_TIER(
            "openai.response.service_tier",
            "gen_ai.openai.response.service_tier",
            "gen_ai.response.service_tier",
            "aws.bedrock.response.service_tier"),
    ERROR_TYPE("error.type"),
    /** In US dollars: then OpenInference's, two of LiteLLM, Logfire's and Pydantic AI's. */
    REPORTED_COST(
            "gen_ai.usage.cost", "llm.cost.total", "gen_ai.cost.total_cost", "litellm.cost.total", "operation.cost"),
    /** Marks spans of workflows, tasks, agents and tools that name no operation. */
    FRAMEWORK_SPAN("traceloop.span.kind", "gen_ai.tool.name"),
    /** Kinds of OpenInference and of LangSmith. */
    SPAN_KIND("openinference.span.kind", "langsmith.span.kind"),
    /** Names the function of the AI SDK and its step. */
    VERCEL_OPERATION("ai.operationId");

    private static final Set<String> NAMES =
            Stream.of(values()).flatMap(fact -> fact.names.stream()).collect(Collectors.toUnmodifiableSet());

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it immutable, which its type does not say.
    private final List<String> names;

    Fact(String... names) {
        this.names = List.of(names);
    }

    static boolean isName(String attribute) {
        return NAMES.contains(attribute);
    }

    /** The value under the first name that is there. */
    @Nullable
    JsonNode in(Map<String, JsonNode> attributes) {
        for (var name : names) {
            var value = attributes.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** The same as text; null when it is absent, blank, or no scalar. */
    public @Nullable String text(Map<String, JsonNode> attributes) {
        return Attributes.text(in(attributes));
    }
}
