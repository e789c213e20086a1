package io.machinenativeops.tokentracking.otlp;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Parents and children among the spans of one export. */
final class SpanTree {

    /** Deeper than traces are, and short enough for an export that names spans as parents of each other in a circle. */
    private static final int HIGHEST = 200;

    private final Map<Key, Span> spans = new HashMap<>();
    private final Set<Span> kept = Collections.newSetFromMap(new IdentityHashMap<>());

    SpanTree(List<Span> all) {
        for (var span : all) {
            spans.put(new Key(span.traceId(), span.spanId()), span);
        }
    }

    @Nullable
    Span parent(Span span) {
        var id = span.parentSpanId();
        return id == null || id.equals(span.spanId()) ? null : spans.get(new Key(span.traceId(), id));
    }

    /** The fact in the span itself, else in the nearest span above it. */
    @Nullable
    String nearest(Fact fact, Span span) {
        var at = span;
        for (int height = 0; at != null && height < HIGHEST; height++) {
            var text = fact.text(at.attributes());
            if (text != null) {
                return text;
            }
            at = parent(at);
        }
        return null;
    }

    /** The agent that the span or the nearest span above it names, else the service. */
    @Nullable
    String agent(Span span) {
        var agent = nearest(Fact.AGENT, span);
        if (agent != null) {
            return agent;
        }
        return EventDraft.service(span.resource());
    }

    /** Notes that these are recorded. */
    void keep(Collection<Span> recorded) {
        kept.addAll(recorded);
    }

    /**
     * The id of the nearest span above that is recorded. What another export brings, or brought, is taken for recorded; null when
     * nothing above is.
     */
    @Nullable
    String nearestKept(Span span) {
        var id = span.parentSpanId();
        var above = parent(span);
        for (int height = 0; above != null && !kept.contains(above); height++) {
            if (height == HIGHEST) {
                return null;
            }
            id = above.parentSpanId();
            above = parent(above);
        }
        return span.spanId().equals(id) ? null : id;
    }

    /** Those spans that stand above one of these. */
    Set<Span> above(Collection<Span> below) {
        Set<Span> above = Collections.newSetFromMap(new IdentityHashMap<>());
        for (var span : below) {
            var at = parent(span);
            while (at != null && above.add(at)) {
                at = parent(at);
            }
        }
        return above;
    }

    private record Key(String traceId, String spanId) {}
}
