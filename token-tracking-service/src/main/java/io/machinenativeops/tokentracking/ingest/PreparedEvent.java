package io.machinenativeops.tokentracking.ingest;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;

import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.event.UsageRecordedJson;
import io.machinenativeops.tokentracking.ingest.reading.EventIdentity;
import io.machinenativeops.tokentracking.ingest.reading.UsageEvent;
import io.machinenativeops.tokentracking.pricing.ProviderNames;
import io.machinenativeops.tokentracking.usage.NormalizedUsage;
import org.jspecify.annotations.Nullable;

/**
 * An event that is good, ready to be appended.
 *
 * @param replaced the item that a correction takes back; null for a new event
 */
record PreparedEvent(
        EventIdentity identity,
        RecordedUsage item,
        @Nullable RecordedUsage replaced) {

    boolean isCorrection() {
        return item.revision() > 1;
    }

    /** The correction with what it takes back. */
    PreparedEvent replacing(RecordedUsage old) {
        return new PreparedEvent(
                identity,
                item,
                new RecordedUsage(
                        old.eventId(),
                        old.fingerprint(),
                        item.revision(),
                        -1,
                        old.occurredAt(),
                        old.receivedAt(),
                        old.origin(),
                        old.call(),
                        old.trace(),
                        old.usage(),
                        old.cost(),
                        old.flags()));
    }

    /** What is claimed, so that it is recorded once; of a correction each revision. No event id has a line break. */
    String claim() {
        return isCorrection() ? identity.id() + "\n" + item.revision() : identity.id();
    }

    /** What is appended; old and new of a correction go together. */
    byte[] body() {
        var added = UsageRecordedJson.item(item);
        if (replaced == null) {
            return added;
        }
        var body = new ByteArrayOutputStream();
        body.writeBytes(UsageRecordedJson.item(replaced));
        body.writeBytes(UsageRecordedJson.between());
        body.writeBytes(added);
        return body.toByteArray();
    }

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
        var revision = event.revision();
        var item = new RecordedUsage(
                identity.id(),
                identity.fingerprint(),
                revision == null ? 1 : revision,
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
        return new PreparedEvent(identity, item, null);
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
