package io.machinenativeops.tokentracking.usage;

import java.util.List;

import io.machinenativeops.tokentracking.usage.Totals.Placement;
import org.jspecify.annotations.Nullable;

/** Takes inclusive totals apart into buckets, after the provider's own total has told what is inside. */
final class InclusiveCounts {
    private InclusiveCounts() {}

    static void fill(
            InclusiveInput in, InclusiveOutput out, @Nullable Long total, List<Placement> expected, Buckets buckets) {
        Placement placement = new Totals(in.total(), in.cacheRead(), in.cacheWrite(), out.total(), out.reasoning())
                .placement(total, expected);
        if (placement == Placement.UNKNOWN) {
            buckets.flag(NormalizedUsage.INCONSISTENT);
        }
        boolean cacheBeside = placement == Placement.CACHE_BESIDE;
        if (cacheBeside) {
            buckets.flag(NormalizedUsage.DIALECT_SWITCHED);
        }
        input(in, cacheBeside, buckets);
        output(out, placement == Placement.REASONING_BESIDE, buckets);
        buckets.providerTotal(total);
    }

    static void input(InclusiveInput in, boolean cacheBeside, Buckets buckets) {
        long audioFresh = buckets.rest(in.audio(), in.audioCached());
        long imageFresh = buckets.rest(in.image(), in.imageCached());
        long cachedText = buckets.rest(in.cacheRead(), in.audioCached(), in.imageCached());
        long beside = cacheBeside ? in.cacheRead() + in.cacheWrite() : 0;
        long fresh =
                buckets.rest(in.total() + beside, in.cacheRead(), in.cacheWrite(), audioFresh, imageFresh, in.video());
        buckets.add(Unit.IN_FRESH, fresh);
        buckets.add(Unit.IN_CACHE_READ, cachedText);
        buckets.add(Unit.IN_CACHE_WRITE_OTHER, in.cacheWrite());
        buckets.add(Unit.IN_AUDIO, audioFresh);
        buckets.add(Unit.IN_AUDIO_CACHED, in.audioCached());
        buckets.add(Unit.IN_IMAGE, imageFresh);
        buckets.add(Unit.IN_IMAGE_CACHED, in.imageCached());
        buckets.add(Unit.IN_VIDEO, in.video());
        buckets.promptTotal(in.total() + beside);
    }

    static void output(InclusiveOutput out, boolean reasoningBeside, Buckets buckets) {
        long inside = reasoningBeside ? 0 : out.reasoning();
        buckets.add(Unit.OUT_TEXT, buckets.rest(out.total(), inside, out.audio(), out.image(), out.video()));
        buckets.add(Unit.OUT_REASONING, out.reasoning());
        buckets.add(Unit.OUT_AUDIO, out.audio());
        buckets.add(Unit.OUT_IMAGE, out.image());
        buckets.add(Unit.OUT_VIDEO, out.video());
    }
}
