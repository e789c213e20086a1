package io.machinenativeops.tokentracking.pricing.catalogue;

import java.util.Map;
import java.util.TreeMap;

/** What the import did with everything it read; nothing is left out without a line here. */
final class ImportReport {
    private final Map<String, Integer> skippedRows = new TreeMap<>();
    private final Map<String, Integer> leftKeys = new TreeMap<>();
    private final Map<String, Integer> unknownKeys = new TreeMap<>();
    private final Map<String, Integer> refusedFigures = new TreeMap<>();
    private final Map<String, String> refusedExamples = new TreeMap<>();
    private final Map<String, Integer> comparisons = new TreeMap<>();
    private final Map<String, Integer> decisions = new TreeMap<>();

    void skipped(String collection, String reason) {
        count(skippedRows, collection + ": " + reason);
    }

    void left(String collection, String key, String reason) {
        count(leftKeys, collection + ": " + key + " (" + reason + ")");
    }

    void unknown(String collection, String key) {
        count(unknownKeys, collection + ": " + key);
    }

    void refused(String reason, String example) {
        count(refusedFigures, reason);
        refusedExamples.putIfAbsent(reason, example);
    }

    void compared(String outcome) {
        count(comparisons, outcome);
    }

    void decided(String reason) {
        count(decisions, reason);
    }

    Map<String, Integer> skippedRows() {
        return skippedRows;
    }

    Map<String, Integer> leftKeys() {
        return leftKeys;
    }

    Map<String, Integer> unknownKeys() {
        return unknownKeys;
    }

    Map<String, Integer> refusedFigures() {
        return refusedFigures;
    }

    Map<String, String> refusedExamples() {
        return refusedExamples;
    }

    Map<String, Integer> comparisons() {
        return comparisons;
    }

    Map<String, Integer> decisions() {
        return decisions;
    }

    private static void count(Map<String, Integer> counts, String key) {
        counts.merge(key, 1, Integer::sum);
    }
}
