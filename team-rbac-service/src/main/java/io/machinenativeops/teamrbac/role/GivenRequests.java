package io.machinenativeops.teamrbac.role;

import java.util.UUID;
import java.util.function.BiConsumer;

import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.paging.Page;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.teamrbac.identity.IdPages;
import io.machinenativeops.teamrbac.identity.IdentityRequests;
import io.machinenativeops.teamrbac.identity.RequestedChange;
import io.machinenativeops.teamrbac.identity.Sight;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.PrincipalKind;
import org.jspecify.annotations.Nullable;

/** What bindings and denies have in common: who sees which of them, and how they come and go. */
final class GivenRequests {

    private final String target;
    private final GivenRows rows;
    private final IdentityRequests requests;

    /** @param target as the audit log names one */
    GivenRequests(String target, GivenRows rows, IdentityRequests requests) {
        this.target = target;
        this.rows = rows;
        this.requests = requests;
    }

    /** Those that are asked for and seen: at places where the caller may read members, and the own. */
    Page<GivenRow> list(Caller caller, PageQuery page, GivenRows.Asked asked) {
        return requests.read(caller, sight -> {
            var filter = new GivenRows.Filter(asked, sight.scopesWith(Permission.MEMBER_READ), caller.subject());
            return IdPages.of(page, (after, limit) -> rows.list(filter, after, limit.max()), GivenRow::id);
        });
    }

    GivenRow read(Caller caller, UUID id) {
        return requests.read(caller, sight -> seen(sight, caller, id));
    }

    /** Who is to have something, or not to have it. */
    static Principal principal(@Nullable String sent) {
        var principal = GivenFields.principal(sent);
        if (principal.kind() == PrincipalKind.KEY) {
            throw ProblemException.invalid(
                    "principal",
                    "is '" + principal + "': expected a user or agent; what a key may do is said with the key");
        }
        return principal;
    }

    GivenRow made(UUID id) {
        return rows.find(id).orElseThrow();
    }

    void delete(Caller caller, UUID id, @Nullable IfMatch match, BiConsumer<RequestedChange, GivenRow> work) {
        requests.change(caller, request -> {
            var row = seen(request.sight(), caller, id);
            if (match != null) {
                match.require(row.revision(), "it");
            }
            work.accept(request, row);
            request.record(request.audit(target + ".deleted")
                    .on(target, id)
                    .with("principal", row.principal().toString())
                    .with("scope", row.scope().toString()));
            return row;
        });
    }

    private GivenRow seen(Sight sight, Caller caller, UUID id) {
        var scopes = sight.scopesWith(Permission.MEMBER_READ);
        return rows.find(id)
                .filter(row -> row.principal().kind() != PrincipalKind.KEY)
                .filter(row -> scopes.isEmpty()
                        || scopes.get().contains(row.scope())
                        || row.principal().toString().equals(caller.subject()))
                .orElseThrow(() -> IdentityRequests.notFound(target, id));
    }
}
