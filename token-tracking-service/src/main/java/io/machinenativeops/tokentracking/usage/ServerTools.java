package io.machinenativeops.tokentracking.usage;

/**
 * Calls of tools that a provider runs and bills by the piece, under the names the OpenAI-like hosts give them.
 *
 * <p>Sources: xAI {@code server_side_tool_usage_details} (docs.x.ai), OpenRouter {@code server_tool_use_details}
 * (openrouter-python components/servertoolusedetails.py) and the older {@code server_tool_use}, Mistral
 * {@code connectors} (mistralai-python models/conversationusageinfo.py), Perplexity {@code tool_calls_details}
 * (perplexity-py types/responses_usage.py).
 */
final class ServerTools {
    private ServerTools() {}

    static void read(UsageFields usage, Buckets buckets) {
        UsageFields counted = usage.child("server_tool_use_details", "server_tool_use");
        buckets.add(Unit.WEB_SEARCH, counted.count("web_search_requests"));

        UsageFields xai = usage.child("server_side_tool_usage_details");
        buckets.add(Unit.WEB_SEARCH, xai.count("web_search_calls") + xai.count("x_search_calls"));
        buckets.add(Unit.CODE_EXEC, xai.count("code_interpreter_calls"));
        buckets.add(Unit.FILE_SEARCH, xai.count("file_search_calls") + xai.count("document_search_calls"));

        UsageFields connectors = usage.child("connectors");
        buckets.add(Unit.WEB_SEARCH, connectors.count("web_search") + connectors.count("web_search_premium"));
        buckets.add(Unit.CODE_EXEC, connectors.count("code_interpreter"));
        buckets.add(Unit.IMAGES, connectors.count("image_generation"));

        UsageFields perplexity = usage.child("tool_calls_details");
        buckets.add(Unit.WEB_SEARCH, perplexity.child("search_web").count("invocation"));
    }
}
