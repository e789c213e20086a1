package io.machinenativeops.tokentracking.pricing;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One name for each provider: OpenTelemetry's {@code gen_ai.provider.name} where it has one, else our own.
 *
 * <p>A name that is not known is kept, in lower case; it then has no prices.
 */
public final class ProviderNames {
    private static final Map<String, String> NAMES = new HashMap<>();

    static {
        names("openai", "text_completion_openai", "openai_responses", "openai_chat");
        names("anthropic", "claude");
        names("aws.bedrock", "bedrock", "aws", "aws_bedrock", "amazon_bedrock", "bedrock_converse", "amazon");
        names("azure.ai.openai", "azure", "azure_openai", "az_ai_openai", "azure_text", "az.ai.openai");
        names(
                "azure.ai.inference",
                "azure_ai",
                "azure_ai_inference",
                "az_ai_inference",
                "az.ai.inference",
                "azure_foundry");
        names(
                "gcp.gemini",
                "gemini",
                "google",
                "google_ai",
                "googleai",
                "google_ai_studio",
                "google_genai",
                "google_gemini",
                "gcp.gen_ai",
                "gcp_gemini",
                "google_generative_ai");
        names(
                "gcp.vertex_ai",
                "vertex_ai",
                "vertexai",
                "vertex",
                "gcp.vertex.agent",
                "google_vertex",
                "google_vertex_ai",
                "gcp_vertex_ai",
                "google_vertexai");
        names("mistral_ai", "mistral", "mistralai", "codestral", "text_completion_codestral");
        names("x_ai", "xai", "grok", "x.ai");
        names("cohere", "cohere_chat", "cohere_ai");
        names("deepseek", "deep_seek", "deepseek_ai");
        names("groq");
        names("perplexity", "perplexity_ai", "pplx");
        names("moonshot_ai", "moonshot", "moonshotai", "kimi");
        names("ibm.watsonx.ai", "watsonx", "watson_x", "ibm", "ibm_watsonx_ai", "ibm_watsonx", "watsonx_ai");
        names("openrouter", "open_router");
        names("together_ai", "together", "togetherai");
        names("fireworks_ai", "fireworks", "fireworksai", "fireworks_ai_embedding_models");
        names("aws.sagemaker", "sagemaker");
        names("github_copilot", "copilot");
        names("hugging_face", "huggingface");
        names("voyage", "voyageai", "voyage_ai");
        names("zai", "z_ai", "z.ai");
        names("zhipuai", "zhipu", "zhipu_ai", "bigmodel");
        names("minimax", "minimax_ai");
        names("dashscope", "alibaba", "qwen", "alibaba_cloud");
        names("inception", "text_completion_inception");
        names("scx_ai");
        names("ai21", "ai21_labs");
        names("nvidia_nim", "nvidia");
        names("jina_ai", "jina");
        names("meta", "meta_llama_api");
        names("ovhcloud", "ovh");
        names("cloudflare", "cloudflare_workers_ai", "workers_ai");
        names("novita", "novita_ai");
        names("nebius", "nebius_ai_studio");
        names("deepinfra", "deep_infra");
        names("cerebras", "cerebras_ai");
        names("elevenlabs", "eleven_labs");
        names("lambda_ai", "lambda");
        names("stability", "stability_ai", "stabilityai");
        names("black_forest_labs", "bfl");
        names("vercel_ai_gateway", "vercel");
        names("arcee", "arcee_ai");
    }

    private ProviderNames() {}

    /** The one name of a provider, whatever alias or spelling it comes in. */
    public static String canonical(String provider) {
        String name = provider.strip().toLowerCase(Locale.ROOT);
        String direct = NAMES.get(name);
        if (direct != null) {
            return direct;
        }
        String folded = name.replace('-', '_').replace(' ', '_');
        return NAMES.getOrDefault(folded, NAMES.getOrDefault(folded.replace('.', '_'), folded));
    }

    /** All names and aliases that are known. */
    static Set<String> known() {
        return Set.copyOf(NAMES.keySet());
    }

    private static void names(String canonical, String... aliases) {
        NAMES.put(canonical, canonical);
        for (String alias : aliases) {
            NAMES.put(alias, canonical);
        }
    }
}
