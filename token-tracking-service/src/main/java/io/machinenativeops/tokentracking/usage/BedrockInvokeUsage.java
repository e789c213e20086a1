package io.machinenativeops.tokentracking.usage;

/**
 * What InvokeModel reports where the model has no usage object of its own: the {@code amazon-bedrock-invocationMetrics} of a
 * stream, Titan's {@code inputTextTokenCount} with a {@code tokenCount} a result, Llama's and DeepSeek's
 * {@code prompt_token_count} and {@code generation_token_count}. Cache reads and writes stand beside the input, as in
 * Converse. Claude and Nova send their own objects, which are {@link Dialect#ANTHROPIC} and {@link Dialect#BEDROCK_CONVERSE}.
 *
 * <p>Source: Amazon Bedrock user guide, model-parameters-titan-text, -titan-embed-text, -meta, -deepseek, and
 * inference-invoke (streaming metrics).
 */
final class BedrockInvokeUsage implements UsageReading {

    @Override
    public boolean recognizes(UsageFields usage, UsageHints hints) {
        return usage.has("inputTextTokenCount", "generation_token_count", "inputTokenCount", "outputTokenCount");
    }

    @Override
    public void read(UsageFields usage, UsageHints hints, Buckets buckets) {
        long input = usage.count("inputTokenCount", "inputTextTokenCount", "prompt_token_count");
        long read = usage.count("cacheReadInputTokenCount");
        long write = usage.count("cacheWriteInputTokenCount");
        if (write > 0) {
            buckets.flag(NormalizedUsage.CACHE_TTL_ASSUMED);
        }
        buckets.add(Unit.IN_FRESH, input);
        buckets.add(Unit.IN_CACHE_READ, read);
        buckets.add(Unit.IN_CACHE_WRITE_5M, write);
        buckets.add(Unit.OUT_TEXT, output(usage));
        buckets.promptTotal(input + read + write);
    }

    private static long output(UsageFields usage) {
        long results = 0;
        for (UsageFields result : usage.list("results")) {
            results += result.count("tokenCount");
        }
        return usage.has("results")
                ? results
                : usage.count("outputTokenCount", "totalOutputTextTokenCount", "generation_token_count");
    }
}
