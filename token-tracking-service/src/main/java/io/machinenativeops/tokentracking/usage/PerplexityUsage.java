package io.machinenativeops.tokentracking.usage;

import java.util.Locale;

/**
 * Sonar chat: {@code reasoning_tokens} and {@code citation_tokens} stand beside the completion and in no total, which deep
 * research shows (7,279 completion tokens beside 190,044 of reasoning, each with a cost of its own). Searches are billed by
 * the query where {@code num_search_queries} counts them, else once a request at the price of the
 * {@code search_context_size}.
 *
 * <p>Source: perplexity-py types/shared/usage_info.py. The Agent API speaks {@link Dialect#OPENAI_RESPONSES}.
 */
final class PerplexityUsage implements UsageReading {

    @Override
    public boolean recognizes(UsageFields usage, UsageHints hints) {
        String provider = hints.provider();
        boolean own = usage.has("num_search_queries", "citation_tokens", "search_context_size");
        boolean named = provider != null
                && provider.toLowerCase(Locale.ROOT).contains("perplexity")
                && usage.has("reasoning_tokens");
        return usage.has("prompt_tokens", "completion_tokens") && (own || named);
    }

    @Override
    public void read(UsageFields usage, UsageHints hints, Buckets buckets) {
        long prompt = usage.count("prompt_tokens");
        long completion = usage.count("completion_tokens");
        Long total = usage.countOrNull("total_tokens");
        if (total != null && total != prompt + completion) {
            buckets.flag(NormalizedUsage.INCONSISTENT);
        }
        buckets.add(Unit.IN_FRESH, prompt);
        buckets.add(Unit.OUT_TEXT, completion);
        buckets.add(Unit.OUT_REASONING, usage.count("reasoning_tokens"));
        buckets.add(Unit.OUT_CITATION, usage.count("citation_tokens"));
        Long queries = usage.countOrNull("num_search_queries");
        long once = usage.has("search_context_size") ? 1 : 0;
        buckets.add(Unit.WEB_SEARCH, queries == null ? once : queries);
        buckets.promptTotal(prompt);
        buckets.providerTotal(total);
    }
}
