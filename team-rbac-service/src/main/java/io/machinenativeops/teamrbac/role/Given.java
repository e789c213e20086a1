package io.machinenativeops.teamrbac.role;

import java.time.Instant;
import java.util.List;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.identity.IdentityChange;
import io.machinenativeops.teamrbac.identity.Refusals;
import io.machinenativeops.teamrbac.identity.RequestedChange;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Deny;
import io.machinenativeops.teamrbac.permission.Principal;
import org.springframework.stereotype.Component;

/** Gives and takes what binds a principal, inside a change. Whether the actor may is asked for before, but where it says so. */
@Component
public class Given {

    private final GivenRows bindings;
    private final GivenRows denies;

    Given(TenantDatabase database) {
        this.bindings = GivenRows.bindings(database);
        this.denies = GivenRows.denies(database);
    }

    public void bind(IdentityChange change, String by, Binding binding) {
        bindings.insert(binding, change.index().organization().id().toString(), change.revision(), change.now(), by);
        change.put(binding);
    }

    public void unbind(IdentityChange change, Binding binding) {
        bindings.mark(List.of(binding.id()), change.now(), change.revision());
        change.remove(binding);
    }

    void deny(IdentityChange change, String by, Deny deny) {
        denies.insert(deny, change.index().organization().id().toString(), change.revision(), change.now(), by);
        change.put(deny);
    }

    void lift(IdentityChange change, Deny deny) {
        denies.mark(List.of(deny.id()), change.now(), change.revision());
        change.remove(deny);
    }

    /** Takes all from somebody who goes. */
    public void takeAll(IdentityChange change, Principal principal) {
        var bound = change.index().bindings(principal);
        var denied = change.index().denies(principal);
        bindings.mark(bound.stream().map(Binding::id).toList(), change.now(), change.revision());
        denies.mark(denied.stream().map(Deny::id).toList(), change.now(), change.revision());
        bound.forEach(change::remove);
        denied.forEach(change::remove);
    }

    /** Gives back what was taken from somebody who went at a moment, as far as the actor may: all of it, or it is refused. */
    public void giveBack(RequestedChange request, Principal principal, Instant wentAt) {
        var change = request.change();
        var bound = bindings.removedAt(principal, wentAt).stream()
                .map(GivenRow::binding)
                .toList();
        var denied =
                denies.removedAt(principal, wentAt).stream().map(GivenRow::deny).toList();
        bound.forEach(
                each -> Refusals.require(request.authority().mayBind(each.scope(), each.grant(), each.expiresAt())));
        bindings.mark(bound.stream().map(Binding::id).toList(), null, change.revision());
        denies.mark(denied.stream().map(Deny::id).toList(), null, change.revision());
        bound.forEach(change::put);
        denied.forEach(change::put);
    }
}
