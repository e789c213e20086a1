package io.machinenativeops.teamrbac.access;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Grant;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Node;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Role;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.TenantRow;
import org.jspecify.annotations.Nullable;

/** The rules said once more, as plainly as can be and without any index: every question looks at every row. */
final class NaiveAccess {

    private final Scope organization;
    private final List<TenantRow> rows;
    private final Map<Scope, Scope> parents = new HashMap<>();

    NaiveAccess(TenantRows tenant) {
        organization = Scope.organization(tenant.organization());
        rows = tenant.rows();
        for (var row : rows) {
            if (row instanceof Node node) {
                parents.put(node.scope(), node.parent());
            }
        }
    }

    boolean allows(Check check, Instant now) {
        return reaches(check.scope())
                && has(check.principal(), check.permission(), check.scope(), now)
                && keeps(check.principal(), check.permission(), check.scope(), now);
    }

    private boolean reaches(@Nullable Scope scope) {
        return scope != null && (scope.equals(organization) || reaches(parents.get(scope)));
    }

    private Set<Scope> upwards(Scope scope) {
        var all = new HashSet<Scope>();
        for (Scope each = scope; each != null; each = parents.get(each)) {
            all.add(each);
        }
        return all;
    }

    private boolean has(Principal principal, Permission permission, Scope scope, Instant now) {
        var member = member(principal);
        if (member == null || member.suspended()) {
            return false;
        }
        boolean granted = false;
        for (var row : rows) {
            if (row instanceof Binding binding
                    && binding.principal().equals(principal)
                    && upwards(scope).contains(binding.scope())
                    && (binding.expiresAt() == null || binding.expiresAt().isAfter(now))) {
                granted |= gives(binding.grant(), permission);
            }
        }
        return granted && (member.actsFor() == null || has(member.actsFor(), permission, scope, now));
    }

    private boolean keeps(Principal principal, Permission permission, Scope scope, Instant now) {
        for (var row : rows) {
            if (row instanceof Deny deny
                    && deny.principal().equals(principal)
                    && upwards(scope).contains(deny.scope())
                    && deny.permissions().toList().contains(permission)
                    && (deny.expiresAt() == null || deny.expiresAt().isAfter(now))) {
                return false;
            }
        }
        var member = member(principal);
        return member == null || member.actsFor() == null || keeps(member.actsFor(), permission, scope, now);
    }

    private boolean gives(Grant grant, Permission permission) {
        if (grant instanceof Grant.OfPermissions own) {
            return own.permissions().toList().contains(permission);
        }
        var name = ((Grant.OfRole) grant).role();
        for (var row : rows) {
            if (row instanceof Role role && role.id().equals(name)) {
                return role.permissions().toList().contains(permission);
            }
        }
        return BuiltInRole.find(name)
                .filter(role -> role.permissions().toList().contains(permission))
                .isPresent();
    }

    private @Nullable Member member(Principal principal) {
        for (var row : rows) {
            if (row instanceof Member member && member.principal().equals(principal)) {
                return member;
            }
        }
        return null;
    }
}
