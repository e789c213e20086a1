package io.machinenativeops.tokentracking.usage;

/** How one dialect spreads its counts over the buckets. One class a dialect. */
sealed interface UsageReading
        permits OpenAiChatUsage,
                OpenAiResponsesUsage,
                AnthropicUsage,
                GeminiUsage,
                BedrockConverseUsage,
                BedrockInvokeUsage,
                CohereUsage,
                PerplexityUsage,
                NormalizedFields {

    /** Whether an object of this shape can only be, or with this provider must be, of this dialect. */
    boolean recognizes(UsageFields usage, UsageHints hints);

    /** Fills the buckets. Throws {@link InvalidUsageException} for a known field that is not a count. */
    void read(UsageFields usage, UsageHints hints, Buckets buckets);
}
