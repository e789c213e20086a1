package io.machinenativeops.tokentracking.otlp;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.machinenativeops.tokentracking.event.RecordedSpan;
import io.machinenativeops.tokentracking.ingest.Operations;
import io.machinenativeops.tokentracking.span.ObservedSpan;
import io.machinenativeops.tokentracking.span.SpanKind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Finds the spans that give a trace its structure: those of agents, tools, workflows, retrievers, and calls of models that are not
 * counted themselves. Spans without such a meaning (HTTP, databases) are none.
 */
final class StructureSpans {

    private static final long LONGEST = TimeUnit.DAYS.toNanos(31);

    private final SpanTree tree;

    StructureSpans(SpanTree tree) {
        this.tree = tree;
    }

    /** Those that are structure and have a place in a trace. */
    static List<Span> among(List<Span> spans, Collection<Span> counted) {
        Set<Span> calls = Collections.newSetFromMap(new IdentityHashMap<>());
        calls.addAll(counted);
        return spans.stream()
                .filter(span -> span.isIdentified() && !calls.contains(span) && kind(span) != null)
                .toList();
    }

    /** What the span stands for; null when it has no meaning for usage. */
    private static @Nullable SpanKind kind(Span span) {
        var attributes = span.attributes();
        if (attributes.isEmpty()) {
            return null;
        }
        var stated = StructureFact.KIND.text(attributes);
        if (stated != null) {
            return SpanKind.named(stated).orElse(SpanKind.OTHER);
        }
        var operation = Fact.OPERATION.text(attributes);
        if (operation != null) {
            return SpanKind.named(operation)
                    .orElse(Operations.isModelCall(operation) ? SpanKind.MODEL : SpanKind.OTHER);
        }
        var vercel = Fact.VERCEL_OPERATION.text(attributes);
        if (vercel != null) {
            return vercel.equals("ai.toolCall")
                    ? SpanKind.TOOL
                    : vercel.contains(".do") ? SpanKind.MODEL : SpanKind.CHAIN;
        }
        if (StructureFact.TOOL.text(attributes) != null) {
            return SpanKind.TOOL;
        }
        if (Fact.REQUEST_MODEL.text(attributes) != null || Fact.RESPONSE_MODEL.text(attributes) != null) {
            return SpanKind.MODEL;
        }
        return Fact.AGENT.text(attributes) != null || StructureFact.AGENT_ID.text(attributes) != null
                ? SpanKind.AGENT
                : StructureFact.ENTITY.text(attributes) != null ? SpanKind.WORKFLOW : null;
    }

    List<ObservedSpan> observed(List<Span> structure) {
        return structure.stream().map(this::observed).toList();
    }

    private ObservedSpan observed(Span span) {
        var own = span.attributes();
        var kind = kind(span);
        var errorType = Fact.ERROR_TYPE.text(own);
        var response = Fact.RESPONSE_MODEL.text(own);
        var environment = Fact.ENVIRONMENT.text(own);
        return new ObservedSpan(
                span.traceId(),
                span.spanId(),
                tree.nearestKept(span),
                span.startNanos() > 0 ? Instant.ofEpochSecond(0, span.startNanos()) : null,
                duration(span),
                kind == null ? SpanKind.OTHER : kind,
                Texts.kept(Fact.OPERATION.text(own), Texts.SHORT),
                name(span),
                span.failed() || errorType != null,
                Texts.kept(errorType, Texts.LONG),
                Texts.kept(environment == null ? Fact.ENVIRONMENT.text(span.resource()) : environment, Texts.SHORT),
                Texts.kept(tree.agent(span), Texts.LONG),
                Texts.kept(StructureFact.AGENT_ID.text(own), Texts.LONG),
                Texts.kept(StructureFact.TOOL.text(own), Texts.LONG),
                Texts.kept(tree.nearest(Fact.USER, span), Texts.LONG),
                Texts.kept(tree.nearest(Fact.SESSION, span), Texts.LONG),
                scope(span.scope()),
                Texts.kept(CallKind.provider(own), Texts.SHORT),
                Texts.kept(response == null ? Fact.REQUEST_MODEL.text(own) : response, Texts.LONG),
                UsageAttributes.areIn(own) ? UsageAttributes.of(span) : JsonNodeFactory.instance.objectNode());
    }

    private static String name(Span span) {
        var name = Texts.kept(span.name().strip(), Texts.LONG);
        if (name != null) {
            return name;
        }
        var entity = Texts.kept(StructureFact.ENTITY.text(span.attributes()), Texts.LONG);
        return entity == null ? "" : entity;
    }

    private static @Nullable Long duration(Span span) {
        long took = span.endNanos() - span.startNanos();
        return span.startNanos() > 0 && took >= 0 && took <= LONGEST ? Math.round(took / 1e6) : null;
    }

    private static RecordedSpan.@Nullable Scope scope(Scope scope) {
        var name = Texts.kept(scope.name(), Texts.LONG);
        return name == null ? null : new RecordedSpan.Scope(name, Texts.kept(scope.version(), Texts.SHORT));
    }
}
