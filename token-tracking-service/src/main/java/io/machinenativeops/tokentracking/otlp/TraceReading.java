package io.machinenativeops.tokentracking.otlp;

import java.util.List;

import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.span.ObservedSpan;

/**
 * What one export tells.
 *
 * @param calls the calls of models that count
 * @param structure the spans of agents, tools, workflows and the like around them
 */
record TraceReading(List<Candidate> calls, List<ObservedSpan> structure) {

    static TraceReading of(List<Span> spans) {
        var tree = new SpanTree(spans);
        var calls = ModelCalls.leaves(spans, tree);
        var structure = StructureSpans.among(spans, calls);
        tree.keep(calls);
        tree.keep(structure);
        return new TraceReading(new ModelCalls(tree).candidates(calls), new StructureSpans(tree).observed(structure));
    }
}
