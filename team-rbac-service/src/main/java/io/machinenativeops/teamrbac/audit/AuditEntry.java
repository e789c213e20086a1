package io.machinenativeops.teamrbac.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What somebody did in an organisation.
 *
 * @param id tells an entry that is sent twice
 * @param occurredAt kept to the microsecond, as the store keeps it
 * @param action such as {@code member.suspended}
 * @param version of the action's schema
 * @param context where it came from: address, user agent, API key
 * @param metadata what the action's schema names: texts, whole numbers and booleans
 */
public record AuditEntry(
        UUID id,
        UUID organization,
        Instant occurredAt,
        String action,
        int version,
        Party actor,
        List<Party> targets,
        Map<String, String> context,
        Map<String, Object> metadata) {

    public AuditEntry {
        if (action.isBlank()) {
            throw new IllegalArgumentException("an audit entry has an action");
        }
        occurredAt = occurredAt.truncatedTo(ChronoUnit.MICROS);
        targets = List.copyOf(targets);
        context = Map.copyOf(context);
        metadata = Map.copyOf(metadata);
    }

    /** Who acted, or what was acted on. */
    public record Party(String type, String id, @Nullable String name) {}

    /** What the chain vouches for: every field, and where it stands. */
    String canonical(long sequence, String keyId) {
        return CanonicalJson.of(Map.ofEntries(
                Map.entry("sequence", sequence),
                Map.entry("keyId", keyId),
                Map.entry("id", id.toString()),
                Map.entry("organizationId", organization.toString()),
                Map.entry("occurredAt", occurredAt.toString()),
                Map.entry("action", action),
                Map.entry("version", version),
                Map.entry("actor", object(actor)),
                Map.entry("targets", targets.stream().map(AuditEntry::object).toList()),
                Map.entry("context", context),
                Map.entry("metadata", metadata)));
    }

    private static Map<String, String> object(Party party) {
        return party.name() == null
                ? Map.of("type", party.type(), "id", party.id())
                : Map.of("type", party.type(), "id", party.id(), "name", party.name());
    }
}
