package io.machinenativeops.tokentracking.estimate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Finds the spans of one trace whose reported usage stands nowhere else: no model call is, or may be, below them or above
 * them, and no outer span reports it too. Where a link is lost, what may be counts as what is: usage is rather left out than
 * counted twice. The rules are those of docs/decisions/0021-estimates.md.
 */
final class UncalledUsage {

    /** How far the clocks of two hosts may be apart where times tell whether one thing ran within another, in milliseconds. */
    static final long CLOCKS = 1000;

    private static final Comparator<TraceSpan> IN_TIME =
            Comparator.comparingLong(TraceSpan::start).thenComparing(TraceSpan::id);

    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final List<TraceSpan> reporting;
    private final Set<String> aboveCalls = new HashSet<>();

    private UncalledUsage(Collection<TraceSpan> spans, Collection<TraceCall> calls) {
        for (var span : spans) {
            nodes.putIfAbsent(span.id(), new Node(span.parentId(), span.start(), false));
        }
        for (var call : calls) {
            var id = call.spanId();
            if (id != null) {
                // A log event of a call names no parent: its span does.
                var span = nodes.get(id);
                var parent = call.parentId() == null && span != null ? span.parent : call.parentId();
                nodes.put(id, new Node(parent, call.start(), true));
            }
        }
        reporting = spans.stream().filter(TraceSpan::reports).sorted(IN_TIME).toList();
        if (!reporting.isEmpty()) {
            cover(calls);
        }
    }

    /** The ids of the spans whose usage counts. */
    static Set<String> in(Collection<TraceSpan> spans, Collection<TraceCall> calls) {
        return new UncalledUsage(spans, calls).counted();
    }

    /** @param call whether it is a model call, not a span of structure */
    private record Node(@Nullable String parent, long start, boolean call) {}

    /**
     * Where a node's chain of parents ends.
     *
     * @param top the uppermost node that is known
     * @param lost the parent of the top that is not known; null when the top has none
     * @param belowCall whether a model call stands above the node
     */
    private record Place(String top, @Nullable String lost, boolean belowCall) {}

    private Set<String> counted() {
        var candidates = reporting.stream()
                .filter(span -> !aboveCalls.contains(span.id()) && !place(span.id()).belowCall)
                .toList();
        var byId = new HashMap<String, TraceSpan>();
        candidates.forEach(span -> byId.put(span.id(), span));
        var counted = new HashSet<String>();
        for (var span : candidates) {
            if (!isIncluded(span, candidates, byId)) {
                counted.add(span.id());
            }
        }
        return counted;
    }

    /** Whether an outer candidate reports the usage of this one too. */
    private boolean isIncluded(TraceSpan span, List<TraceSpan> candidates, Map<String, TraceSpan> byId) {
        var seen = new HashSet<String>(Set.of(span.id()));
        for (var id = parent(span.id()); id != null && seen.add(id); id = parent(id)) {
            var outer = byId.get(id);
            if (outer != null && outer.includes(span)) {
                return true;
            }
        }
        var place = place(span.id());
        if (place.lost == null) {
            return false;
        }
        long began = requireNonNull(nodes.get(place.top)).start;
        return candidates.stream()
                .takeWhile(outer -> outer.start() <= began)
                .anyMatch(outer -> (outer.start() < began || outer.id().compareTo(place.top) < 0)
                        && outer.includes(span)
                        && mayHold(outer, place, began));
    }

    private void cover(Collection<TraceCall> calls) {
        var lost = new HashSet<String>();
        for (var call : calls) {
            var id = call.spanId() == null ? call.parentId() : call.spanId();
            if (id == null || !nodes.containsKey(id)) {
                coverLost(new Place("", id, false), call.start());
                continue;
            }
            climb(id);
            var place = place(id);
            var top = requireNonNull(nodes.get(place.top));
            // A call without a parent may be told by a log event, which names none.
            if ((place.lost != null || top.call) && lost.add(place.top)) {
                coverLost(place, top.start);
            }
        }
    }

    /** What hangs on a lost link may be below any span that ran when it began. */
    private void coverLost(Place place, long began) {
        for (var span : reporting) {
            if (!aboveCalls.contains(span.id()) && mayHold(span, place, began)) {
                climb(span.id());
            }
        }
    }

    /** Whether what has this place may be below the span, as far as time and the links that are known tell. */
    private boolean mayHold(TraceSpan span, Place place, long began) {
        var end = span.end();
        if (span.start() - CLOCKS > began || (end != null && end + CLOCKS < began)) {
            return false;
        }
        var own = place(span.id());
        // Below the same lost parent they stand beside each other.
        return !own.top.equals(place.top) && (place.lost == null || !place.lost.equals(own.lost));
    }

    private void climb(String from) {
        for (String id = from; id != null && aboveCalls.add(id); ) {
            id = parent(id);
        }
    }

    /** The parent that is known. */
    private @Nullable String parent(String id) {
        var node = nodes.get(id);
        return node == null || node.parent == null || !nodes.containsKey(node.parent) ? null : node.parent;
    }

    private Place place(String of) {
        var way = new ArrayList<String>();
        var seen = new HashSet<String>();
        var id = of;
        var found = places.get(id);
        while (found == null) {
            way.add(id);
            seen.add(id);
            var parent = requireNonNull(nodes.get(id)).parent;
            if (parent == null || seen.contains(parent)) {
                found = new Place(id, null, false);
            } else if (!nodes.containsKey(parent)) {
                found = new Place(id, parent, false);
            } else {
                id = parent;
                found = places.get(id);
                if (found != null) {
                    found = new Place(found.top, found.lost, found.belowCall || isCall(id));
                }
            }
        }
        for (var each : way.reversed()) {
            places.put(each, found);
            found = new Place(found.top, found.lost, found.belowCall || isCall(each));
        }
        return requireNonNull(places.get(of));
    }

    private boolean isCall(String id) {
        return requireNonNull(nodes.get(id)).call;
    }
}
