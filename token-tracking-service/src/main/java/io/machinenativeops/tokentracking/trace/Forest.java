package io.machinenativeops.tokentracking.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Puts the parts of one trace in their places. A part whose parent is not known stands below the root, if there is one; parts that
 * are each other's parents are cut apart above the earliest.
 */
final class Forest {

    /** Levels that are shown: more would be too deep for readers of JSON. */
    static final int MAX_DEPTH = 100;

    private static final int NONE = -1;

    private final List<TracePart> parts;
    private final int[] parents;
    private final boolean[] orphans;
    private final int[] depths;
    /** Places of parts, each behind its parent, level by level. */
    private final List<Integer> order = new ArrayList<>();

    private final TreeSums[] subtrees;

    Forest(List<TracePart> unordered) {
        parts = withoutTwins(unordered);
        parents = new int[parts.size()];
        orphans = new boolean[parts.size()];
        depths = new int[parts.size()];
        subtrees = new TreeSums[parts.size()];
        link();
        arrange();
        for (int i = 0; i < parts.size(); i++) {
            subtrees[i] = parts.get(i).own();
        }
        for (int at : order.reversed()) {
            if (parents[at] != NONE) {
                subtrees[parents[at]] = subtrees[parents[at]].plus(subtrees[at]);
            }
        }
    }

    int size() {
        return parts.size();
    }

    TreeSums total() {
        var total = TreeSums.NONE;
        for (var part : parts) {
            total = total.plus(part.own());
        }
        return total;
    }

    boolean failed() {
        return order.stream()
                .anyMatch(at -> parents[at] == NONE && parts.get(at).status().equals("error"));
    }

    /**
     * The roots with what is below them; upper levels come first where not all are shown.
     *
     * @param most nodes to show
     */
    List<TraceNode> roots(int most) {
        var shown = new boolean[parts.size()];
        int left = most;
        for (int at : order) {
            if (left > 0 && depths[at] < MAX_DEPTH && (parents[at] == NONE || shown[parents[at]])) {
                shown[at] = true;
                left--;
            }
        }
        var omitted = new long[parts.size()];
        Map<Integer, ArrayDeque<TraceNode>> children = new HashMap<>();
        for (int at : order.reversed()) {
            int parent = parents[at];
            if (!shown[at]) {
                if (parent != NONE) {
                    omitted[parent] += omitted[at] + 1;
                }
                continue;
            }
            if (parent != NONE) {
                omitted[parent] += omitted[at];
            }
            var below = children.remove(at);
            children.computeIfAbsent(parent, any -> new ArrayDeque<>())
                    .addFirst(node(at, omitted[at], below == null ? List.of() : List.copyOf(below)));
        }
        var roots = children.get(NONE);
        return roots == null ? List.of() : List.copyOf(roots);
    }

    private TraceNode node(int at, long omitted, List<TraceNode> children) {
        var part = parts.get(at);
        return new TraceNode(
                part.id(),
                part.eventId(),
                part.kind(),
                part.name(),
                part.start(),
                part.durationMs(),
                part.status(),
                part.agent(),
                part.tool(),
                part.provider(),
                part.model(),
                part.usageStatus(),
                orphans[at],
                part.own(),
                subtrees[at],
                part.reported(),
                omitted,
                children);
    }

    /**
     * A span that was first told without usage and later with it is the call alone; one whose usage counts as an estimate is
     * itself and carries what was counted.
     */
    private static List<TracePart> withoutTwins(List<TracePart> told) {
        var unordered = withEstimates(told);
        var calls = unordered.stream()
                .filter(part -> part.isCall() && part.spanId() != null)
                .map(TracePart::id)
                .collect(Collectors.toSet());
        return unordered.stream()
                .filter(part -> part.isCall() || !calls.contains(part.id()))
                .sorted(TracePart.IN_TIME)
                .toList();
    }

    private static List<TracePart> withEstimates(List<TracePart> parts) {
        var estimates = parts.stream()
                .filter(TracePart::isEstimate)
                .collect(Collectors.toMap(TracePart::id, part -> part, (one, _) -> one));
        if (estimates.isEmpty()) {
            return parts;
        }
        var merged = new ArrayList<TracePart>();
        var spans = new HashSet<String>();
        for (var part : parts) {
            var estimate = part.isCall() ? null : estimates.get(part.id());
            if (estimate != null) {
                spans.add(part.id());
                merged.add(part.counting(estimate));
            } else if (!part.isEstimate()) {
                merged.add(part);
            }
        }
        estimates.values().stream()
                .filter(estimate -> !spans.contains(estimate.id()))
                .forEach(merged::add);
        return merged;
    }

    private void link() {
        var places = new HashMap<String, Integer>();
        for (int i = 0; i < parts.size(); i++) {
            places.putIfAbsent(parts.get(i).id(), i);
        }
        Arrays.fill(parents, NONE);
        int onlyRoot = onlyRoot();
        for (int i = 0; i < parts.size(); i++) {
            var id = parts.get(i).parentSpanId();
            if (id != null) {
                var parent = places.get(id);
                orphans[i] = parent == null || parent == i;
                parents[i] = parent == null || parent == i ? onlyRoot : parent;
            }
        }
    }

    private int onlyRoot() {
        int found = NONE;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).parentSpanId() == null && !parts.get(i).isCall()) {
                if (found != NONE) {
                    return NONE;
                }
                found = i;
            }
        }
        return found;
    }

    private void arrange() {
        var children = new ArrayList<List<Integer>>();
        parts.forEach(part -> children.add(new ArrayList<>()));
        var level = new ArrayDeque<Integer>();
        var placed = new boolean[parts.size()];
        for (int i = 0; i < parts.size(); i++) {
            if (parents[i] == NONE) {
                level.add(i);
                placed[i] = true;
            } else {
                children.get(parents[i]).add(i);
            }
        }
        descend(level, children, placed);
        for (int i = 0; i < parts.size(); i++) {
            if (!placed[i]) {
                parents[i] = NONE;
                orphans[i] = true;
                placed[i] = true;
                level.add(i);
                descend(level, children, placed);
            }
        }
    }

    private void descend(ArrayDeque<Integer> level, List<List<Integer>> children, boolean[] placed) {
        while (!level.isEmpty()) {
            int at = level.remove();
            order.add(at);
            for (int child : children.get(at)) {
                if (!placed[child]) {
                    placed[child] = true;
                    depths[child] = depths[at] + 1;
                    level.add(child);
                }
            }
        }
    }
}
