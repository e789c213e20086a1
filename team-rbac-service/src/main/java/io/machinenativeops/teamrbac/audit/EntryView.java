package io.machinenativeops.teamrbac.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it is shown and exported.
 *
 * @param sequence its place in the organisation's chain, from 1 on
 * @param recordedAt when the log took it
 * @param keyId the API key that was used
 * @param context where it came from: {@code sourceAddress}, {@code userAgent}
 * @param flag {@code unknown-action} when this version does not know the action, {@code unfit} when the entry is not what the
 *     action declares; both are kept as they came
 * @param previous the hash of the entry before
 * @param hash over this entry and {@code previous}, with the chain's key {@code hashKeyId}
 */
@Schema(name = "AuditEvent")
record EntryView(
        UUID id,
        long sequence,
        Instant occurredAt,
        Instant recordedAt,
        String action,
        int version,
        PartyView actor,
        @Nullable String keyId,
        List<PartyView> targets,
        Map<String, String> context,
        Map<String, Object> metadata,
        @Nullable String flag,
        String hashKeyId,
        String previous,
        String hash) {

    /** Who acted, or what was acted on. */
    @Schema(name = "AuditParty")
    record PartyView(String type, String id, @Nullable String name) {

        private static PartyView of(AuditEntry.Party party) {
            return new PartyView(party.type(), party.id(), party.name());
        }
    }

    static EntryView of(StoredEntry stored) {
        var chained = stored.chained();
        var entry = chained.entry();
        var context = new TreeMap<>(entry.context());
        var keyId = context.remove("keyId");
        return new EntryView(
                entry.id(),
                chained.sequence(),
                entry.occurredAt(),
                stored.recordedAt(),
                entry.action(),
                entry.version(),
                PartyView.of(entry.actor()),
                keyId,
                entry.targets().stream().map(PartyView::of).toList(),
                context,
                new TreeMap<>(entry.metadata()),
                stored.flag(),
                chained.keyId(),
                chained.previous(),
                chained.hash());
    }
}
