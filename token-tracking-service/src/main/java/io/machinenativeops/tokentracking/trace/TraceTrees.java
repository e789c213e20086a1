package io.machinenativeops.tokentracking.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.storage.TenantQuery;
import io.machinenativeops.tokentracking.storage.TenantScope;
import io.machinenativeops.tokentracking.storage.UsageStore;

/** Reads the parts of traces and sessions and makes trees of them. */
final class TraceTrees {

    /** Calls and spans that one answer is made of, each. */
    static final int MOST_PARTS = 50_000;

    private static final String CURRENCY = "USD";

    private final UsageStore store;

    TraceTrees(UsageStore store) {
        this.store = store;
    }

    TraceTree trace(TenantScope scope, String traceId, int maxNodes) {
        var parts = parts(
                "traceId",
                traceId,
                TenantQuery.callsOfTrace(scope, traceId, MOST_PARTS + 1),
                TenantQuery.spansOfTrace(scope, traceId, MOST_PARTS + 1));
        if (parts.isEmpty()) {
            throw unknown("trace", traceId);
        }
        return tree(traceId, parts, maxNodes);
    }

    SessionTree session(TenantScope scope, String sessionId, int maxNodes) {
        var parts = parts(
                "sessionId",
                sessionId,
                TenantQuery.callsOfSession(scope, sessionId, MOST_PARTS + 1),
                TenantQuery.spansOfSession(scope, sessionId, MOST_PARTS + 1));
        if (parts.isEmpty()) {
            throw unknown("session", sessionId);
        }
        var byTrace = parts.stream()
                .sorted(TracePart.IN_TIME)
                .collect(Collectors.groupingBy(TracePart::traceId, LinkedHashMap::new, Collectors.toList()));
        var loose = new Forest(byTrace.getOrDefault("", List.of()));
        byTrace.remove("");
        var total = loose.total();
        int left = maxNodes;
        var traces = new ArrayList<TraceTree>();
        for (var trace : byTrace.entrySet()) {
            var tree = tree(trace.getKey(), trace.getValue(), left);
            left = Math.max(0, left - trace.getValue().size());
            total = total.plus(tree.total());
            traces.add(tree);
        }
        var truncated = loose.size() > left || traces.stream().anyMatch(TraceTree::truncated);
        return new SessionTree(
                sessionId, start(parts), duration(parts), CURRENCY, total, truncated, traces, loose.roots(left));
    }

    private static TraceTree tree(String traceId, List<TracePart> parts, int maxNodes) {
        var forest = new Forest(parts);
        var roots = forest.roots(maxNodes);
        var rootsOmit = roots.stream().anyMatch(root -> root.omitted() > 0);
        return new TraceTree(
                traceId,
                start(parts),
                duration(parts),
                forest.failed() ? "error" : "ok",
                CURRENCY,
                forest.total(),
                rootsOmit || forest.size() > maxNodes,
                roots);
    }

    private List<TracePart> parts(String what, String id, TenantQuery calls, TenantQuery spans) {
        var parts = new ArrayList<TracePart>();
        store.answer(calls).forEach(row -> parts.add(TracePart.ofCall(row)));
        var found = parts.size();
        store.answer(spans).forEach(row -> parts.add(TracePart.ofSpan(row)));
        if (found > MOST_PARTS || parts.size() - found > MOST_PARTS) {
            throw ProblemException.invalid(
                    what,
                    "'" + id + "' has more than " + MOST_PARTS
                            + " calls or spans; expected fewer: ask /api/v1/usage/summary for its sums");
        }
        return parts;
    }

    private static Instant start(List<TracePart> parts) {
        return parts.stream()
                .map(TracePart::start)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private static long duration(List<TracePart> parts) {
        var end = parts.stream()
                .map(part -> part.start().plusMillis(part.durationMs() == null ? 0 : part.durationMs()))
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        return Duration.between(start(parts), end).toMillis();
    }

    private static ProblemException unknown(String what, String id) {
        return new ProblemException(
                CommonProblem.NOT_FOUND,
                "No call or span of " + what + " '" + id
                        + "' is stored; what was just accepted is stored within seconds.");
    }
}
