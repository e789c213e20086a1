package io.machinenativeops.platform.audit;

import java.util.Map;

/** Holds entries to what their actions declare, and hands them on. */
final class DeclaredAuditTrail implements AuditTrail {

    private final Map<String, AuditAction> actions;
    private final AuditTrail next;

    DeclaredAuditTrail(Map<String, AuditAction> actions, AuditTrail next) {
        this.actions = actions;
        this.next = next;
    }

    @Override
    public void record(AuditEntry entry) {
        var action = actions.get(entry.action());
        if (action == null) {
            throw new IllegalArgumentException(
                    "the audit action '" + entry.action() + "' is not declared: expected one of " + actions.keySet());
        }
        action.check(entry);
        next.record(entry);
    }
}
