package io.machinenativeops.platform.audit;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Actions that a part of a service declares, as one bean. */
public record AuditActions(List<AuditAction> actions) {

    public AuditActions {
        actions = List.copyOf(actions);
    }

    public static AuditActions of(AuditAction... actions) {
        return new AuditActions(Arrays.asList(actions));
    }

    /** All of them by their names; each is declared once. */
    static Map<String, AuditAction> byName(Collection<AuditActions> declared) {
        var byName = new TreeMap<String, AuditAction>();
        declared.stream().flatMap(each -> each.actions().stream()).forEach(action -> {
            if (byName.put(action.name(), action) != null) {
                throw new IllegalStateException("the audit action " + action.name() + " is declared twice");
            }
        });
        return byName;
    }
}
