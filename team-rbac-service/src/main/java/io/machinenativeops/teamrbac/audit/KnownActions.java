package io.machinenativeops.teamrbac.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.machinenativeops.platform.audit.AuditAction;
import io.machinenativeops.platform.audit.AuditAction.Kind;
import io.machinenativeops.platform.audit.AuditActions;

/**
 * What entries of an action hold. A service holds its own to it when it writes; here, what comes is looked at once more, and what
 * does not fit, or is of an action that only a newer service knows, is taken and flagged.
 */
final class KnownActions {

    static final String UNKNOWN = "unknown-action";
    static final String UNFIT = "unfit";

    /** Those of the other services, as {@code docs/contracts/audit-actions} says. */
    static final List<AuditAction> OTHERS = List.of(
            priceOverride("price-override.created"),
            priceOverride("price-override.changed"),
            priceOverride("price-override.ended"),
            AuditAction.of("usage-retention.changed", "organization").mayHave("days", Kind.NUMBER));

    private final Map<String, AuditAction> byName = new HashMap<>();

    KnownActions(List<AuditActions> own) {
        OTHERS.forEach(action -> byName.put(action.name(), action));
        own.forEach(each -> each.actions().forEach(action -> byName.put(action.name(), action)));
    }

    private static AuditAction priceOverride(String name) {
        return AuditAction.of(name, "price-override")
                .with("provider", Kind.TEXT)
                .with("revision", Kind.NUMBER);
    }

    /** Why an entry is not what its action declares. */
    Optional<String> flag(io.machinenativeops.platform.audit.AuditEntry entry) {
        var action = byName.get(entry.action());
        if (action == null) {
            return Optional.of(UNKNOWN);
        }
        try {
            action.check(entry);
            return Optional.empty();
        } catch (IllegalArgumentException unfit) {
            return Optional.of(UNFIT);
        }
    }
}
