package io.machinenativeops.tokentracking.ingest.reading;

import java.time.Instant;

import io.machinenativeops.tokentracking.event.TimeOrderedId;
import io.machinenativeops.tokentracking.pricing.ProviderNames;
import io.machinenativeops.tokentracking.usage.NormalizedUsage;

/**
 * Which event it is, and what it must repeat to be a duplicate.
 *
 * @param origin where the id is from
 */
public record EventIdentity(String id, String fingerprint, Origin origin) {

    public enum Origin {
        /** The sender's own id: the whole content must be the same. */
        SENT,
        /** Told from the call it observed; the billed quantities must be the same. */
        DERIVED,
        /** Made here: each send counts. */
        MADE
    }

    /** The sender's id, else provider and response id, else the candidate's fallback, else a new one. */
    public static EventIdentity of(Candidate candidate, UsageEvent event, NormalizedUsage usage, Instant now) {
        var superseded = event.supersedes();
        var sent = superseded == null ? event.eventId() : superseded;
        if (sent != null) {
            return new EventIdentity(sent, Fingerprint.ofContent(candidate.sent()), Origin.SENT);
        }
        var response = event.responseId();
        var fallback = candidate.fallbackId();
        if (response == null && fallback == null) {
            return new EventIdentity(TimeOrderedId.at(now), Fingerprint.ofContent(candidate.sent()), Origin.MADE);
        }
        var id = response == null ? fallback : derived(ProviderNames.canonical(event.provider()), response);
        return new EventIdentity(String.valueOf(id), Fingerprint.ofQuantities(usage.quantities()), Origin.DERIVED);
    }

    /** {@code provider:responseId} where that can be an event id, else with a digest of the response id. */
    private static String derived(String provider, String response) {
        var id = provider + ":" + response;
        var usable = id.length() <= UsageEventReader.MAX_EVENT_ID && id.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        return usable ? id : "response:" + Fingerprint.ofText(id);
    }
}
