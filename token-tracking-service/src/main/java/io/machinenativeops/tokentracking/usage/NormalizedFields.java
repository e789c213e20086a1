package io.machinenativeops.tokentracking.usage;

import java.util.List;

import io.machinenativeops.tokentracking.usage.Totals.Placement;

/**
 * Our own camel-case fields and OpenTelemetry's attributes, which mean the same: input includes cache reads and writes,
 * output includes reasoning. An emitter whose cache tokens exceed its input counted them beside it; that is set right and
 * flagged.
 */
final class NormalizedFields implements UsageReading {
    private static final List<Placement> EXPECTED =
            List.of(Placement.ALL_INSIDE, Placement.CACHE_BESIDE, Placement.REASONING_BESIDE);

    @Override
    public boolean recognizes(UsageFields usage, UsageHints hints) {
        return usage.hasNameStarting("gen_ai.usage.")
                || usage.hasNameStarting("llm.token_count.")
                || UsageField.anyOwn(usage);
    }

    @Override
    public void read(UsageFields usage, UsageHints hints, Buckets buckets) {
        long fiveMinutes = UsageField.CACHE_WRITE_5M.count(usage);
        long hour = UsageField.CACHE_WRITE_1H.count(usage);
        Long allWrites = UsageField.CACHE_WRITE.countOrNull(usage);
        long writes = allWrites == null ? fiveMinutes + hour : allWrites;
        long plainWrites = buckets.rest(writes, fiveMinutes, hour);
        long write = plainWrites + fiveMinutes + hour;
        long read = UsageField.CACHE_READ.count(usage);
        long input = UsageField.INPUT.count(usage);
        long output = UsageField.OUTPUT.count(usage);
        long reasoning = UsageField.REASONING.count(usage);
        Long total = UsageField.TOTAL.countOrNull(usage);

        Placement placement = read + write > input
                ? Placement.CACHE_BESIDE
                : new Totals(input, read, write, output, reasoning).placement(total, EXPECTED);
        boolean cacheBeside = placement == Placement.CACHE_BESIDE;
        if (cacheBeside) {
            buckets.flag(NormalizedUsage.DIALECT_SWITCHED);
        }
        if (placement == Placement.UNKNOWN) {
            buckets.flag(NormalizedUsage.INCONSISTENT);
        }
        InclusiveCounts.input(
                new InclusiveInput(
                        input + (cacheBeside ? read + write : 0) - write,
                        read,
                        0,
                        UsageField.AUDIO_INPUT.count(usage),
                        UsageField.AUDIO_CACHED.count(usage),
                        UsageField.IMAGE_INPUT.count(usage),
                        0,
                        UsageField.VIDEO_INPUT.count(usage)),
                false,
                buckets);
        Long average = UsageField.PROMPT_OF_REQUEST.countOrNull(usage);
        if (average != null) {
            buckets.flag(NormalizedUsage.AGGREGATED);
        }
        buckets.promptTotal(average == null ? input + (cacheBeside ? read + write : 0) : average);
        addWrites(plainWrites, fiveMinutes, hour, hints, buckets);
        InclusiveCounts.output(
                new InclusiveOutput(
                        output,
                        reasoning,
                        UsageField.AUDIO_OUTPUT.count(usage),
                        UsageField.IMAGE_OUTPUT.count(usage),
                        0),
                placement == Placement.REASONING_BESIDE,
                buckets);
        buckets.add(Unit.IN_TOOL_PROMPT, UsageField.TOOL_PROMPT.count(usage));
        UsageField.addCounts(usage, buckets);
        buckets.providerTotal(total);
        buckets.serviceTier(usage.text("serviceTier", "service_tier", "openai.response.service_tier"));
        buckets.region(usage.text("region"));
        buckets.speed(usage.text("speed"));
    }

    private static void addWrites(long plain, long fiveMinutes, long hour, UsageHints hints, Buckets buckets) {
        boolean assumed = plain > 0 && AnthropicUsage.isAnthropic(hints.provider());
        if (assumed) {
            buckets.flag(NormalizedUsage.CACHE_TTL_ASSUMED);
        }
        buckets.add(Unit.IN_CACHE_WRITE_5M, fiveMinutes + (assumed ? plain : 0));
        buckets.add(Unit.IN_CACHE_WRITE_1H, hour);
        buckets.add(Unit.IN_CACHE_WRITE_OTHER, assumed ? 0 : plain);
    }
}
