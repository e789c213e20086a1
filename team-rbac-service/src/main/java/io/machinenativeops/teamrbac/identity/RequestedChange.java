package io.machinenativeops.teamrbac.identity;

import java.util.UUID;

import io.machinenativeops.platform.audit.AuditEntry;
import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.teamrbac.access.TenantIndex;
import io.machinenativeops.teamrbac.delegation.Authority;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;

/** A change that a request asks for: who asks, what that one sees and may do, and what becomes of it. */
public final class RequestedChange {

    private final Caller caller;
    private final IdentityChange change;
    private final Sight sight;
    private final Authority authority;
    private final AuditTrail trail;

    RequestedChange(Caller caller, Principal actor, IdentityChange change, AuditTrail trail) {
        this.caller = caller;
        this.change = change;
        this.sight = new Sight(change.index(), actor, change.now());
        this.authority = change.authority(actor);
        this.trail = trail;
    }

    public IdentityChange change() {
        return change;
    }

    public TenantIndex index() {
        return change.index();
    }

    public Principal actor() {
        return sight.actor();
    }

    public Sight sight() {
        return sight;
    }

    public Authority authority() {
        return authority;
    }

    /** Who is said to have made what is made: the subject of the token. */
    public String by() {
        return caller.subject();
    }

    public UUID organization() {
        return UUID.fromString(caller.organizationId());
    }

    /** Goes on only where the place is seen and the permission held there. */
    public void require(Permission permission, Scope scope) {
        sight.require(scope);
        Refusals.require(authority.holds(permission, scope));
    }

    /** Begins the entry for the audit log. */
    public AuditEntry.Builder audit(String action) {
        return AuditEntry.by(caller, action);
    }

    /** Tells the audit log. */
    public void record(AuditEntry.Builder entry) {
        trail.record(entry.now());
    }

    /** Tells the audit log of something with a name. */
    public void record(String action, String type, Object id, String name) {
        record(audit(action).on(type, id, name));
    }
}
