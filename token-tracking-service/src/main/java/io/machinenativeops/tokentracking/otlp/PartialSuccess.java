package io.machinenativeops.tokentracking.otlp;

import java.util.ArrayList;
import java.util.List;

import io.machinenativeops.tokentracking.ingest.reading.Verdict;

/**
 * What of an export was not taken.
 *
 * @param rejected how many spans, log records or data points carried usage that could not be recorded
 * @param message why; empty when nothing was rejected
 */
public record PartialSuccess(long rejected, String message) {

    /** All that carried usage was recorded. */
    public static final PartialSuccess COMPLETE = new PartialSuccess(0, "");

    private static final int TOLD = 3;

    /** One call that two observers report, each in its own words, is one event: the first report counts, the others are no fault. */
    public static PartialSuccess of(List<Verdict> verdicts) {
        int rejected = 0;
        var reasons = new ArrayList<String>();
        for (var verdict : verdicts) {
            if (verdict instanceof Verdict.Rejected refusal && !refusal.isConflict()) {
                rejected++;
                if (reasons.size() < TOLD && !reasons.contains(refusal.detail())) {
                    reasons.add(refusal.detail());
                }
            }
        }
        return rejected == 0 ? COMPLETE : new PartialSuccess(rejected, String.join("; ", reasons));
    }

    /** This, and spans that were refused, each with its reason. */
    PartialSuccess and(List<String> refusedSpans) {
        if (refusedSpans.isEmpty()) {
            return this;
        }
        return new PartialSuccess(
                rejected + refusedSpans.size(),
                message.isEmpty() ? refusedSpans.getFirst() : message + "; " + refusedSpans.getFirst());
    }
}
