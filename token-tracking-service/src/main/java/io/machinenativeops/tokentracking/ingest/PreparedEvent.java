package io.machinenativeops.tokentracking.ingest;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;

import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.pricing.ProviderNames;
import io.machinenativeops.tokentracking.usage.NormalizedUsage;
import org.jspecify.annotations.Nullable;

/** An event that is good, ready to be appended. */
record PreparedEvent(EventIdentity identity, RecordedUsage item) {

    static PreparedEvent of(
            EventIdentity identity,
            UsageEvent event,
            Caller caller,
            @Nullable String project,
            NormalizedUsage usage,
            Metering.Priced priced,
            Instant occurredAt,
            Instant receivedAt) {
        var flags = new ArrayList<>(usage.flags());
        flags.addAll(priced.flags());
        var item = new RecordedUsage(
                identity.id(),
                identity.fingerprint(),
                1,
                1,
                occurredAt,
                receivedAt,
                new RecordedUsage.Origin(
                        caller.organizationId(),
                        WritableProject.teamOf(project, caller),
                        project,
                        event.environment(),
                        event.agent(),
                        event.user(),
                        caller.keyId(),
                        event.tags()),
                call(event, usage, priced.model()),
                new RecordedUsage.Trace(event.sessionId(), event.traceId(), event.spanId(), event.parentSpanId()),
                used(event, usage),
                priced.cost(),
                flags);
        return new PreparedEvent(identity, item);
    }

    private static RecordedUsage.Call call(UsageEvent event, NormalizedUsage usage, String model) {
        var prompt = event.prompt();
        var other = model.equals(event.model()) ? event.requestModel() : event.model();
        return new RecordedUsage.Call(
                ProviderNames.canonical(event.provider()),
                model,
                model.equals(other) ? null : other,
                event.operation(),
                event.status(),
                event.errorType(),
                Metering.tier(event, usage),
                Metering.region(event, usage),
                event.responseId(),
                prompt == null ? null : prompt.name(),
                prompt == null ? null : prompt.version(),
                event.latencyMs(),
                event.timeToFirstTokenMs());
    }

    private static RecordedUsage.Usage used(UsageEvent event, NormalizedUsage usage) {
        var buckets = new LinkedHashMap<String, BigDecimal>();
        usage.quantities().forEach((unit, quantity) -> buckets.put(unit.key(), quantity));
        return new RecordedUsage.Usage(
                event.usageStatus(),
                usage.dialect().key(),
                buckets,
                usage.promptTotal(),
                usage.providerTotal(),
                usage.inputTokens(),
                usage.cacheReadTokens(),
                usage.cacheWriteTokens(),
                usage.outputTokens(),
                usage.reasoningTokens(),
                event.usage());
    }
}
