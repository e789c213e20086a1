package io.machinenativeops.tokentracking.usage;

/**
 * Cohere's {@code meta.billed_units} (v1) or {@code usage.billed_units} (v2). Billed units count, not {@code tokens}: the
 * prompt Cohere itself adds is in these and free. Embeddings bill text and image tokens apart, rerank bills search units.
 *
 * <p>Source: cohere-python types/{api_meta_billed_units, usage_billed_units, api_meta}.py;
 * docs.cohere.com/v2/docs/how-does-cohere-pricing-work.
 */
final class CohereUsage implements UsageReading {

    @Override
    public boolean recognizes(UsageFields usage, UsageHints hints) {
        return usage.hasObject("billed_units") || usage.hasObject("tokens");
    }

    @Override
    public void read(UsageFields usage, UsageHints hints, Buckets buckets) {
        UsageFields billed = usage.child("billed_units", "tokens");
        long text = billed.count("text_tokens", "input_tokens");
        long image = billed.count("image_tokens");
        long cached = Math.min(usage.count("cached_tokens"), text);
        buckets.add(Unit.IN_FRESH, text - cached);
        buckets.add(Unit.IN_CACHE_READ, cached);
        buckets.add(Unit.IN_IMAGE, image);
        if (image == 0) {
            buckets.add(Unit.IN_IMAGES, billed.count("images"));
        }
        buckets.add(Unit.OUT_TEXT, billed.count("output_tokens"));
        buckets.add(Unit.QUERIES, billed.count("search_units"));
        buckets.add(Unit.REQUESTS, billed.count("classifications"));
        buckets.add(Unit.PAGES, billed.count("pages"));
        buckets.promptTotal(text + image);
    }
}
