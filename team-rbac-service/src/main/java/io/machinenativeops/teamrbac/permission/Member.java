package io.machinenativeops.teamrbac.permission;

import org.jspecify.annotations.Nullable;

/**
 * A principal that belongs to the organisation. Being a member allows nothing; bindings do.
 *
 * @param suspended a suspended member has nothing, and neither has a key that acts for it
 * @param actsFor of a key, the user or agent whose permissions it can never exceed
 */
public record Member(
        Principal principal, boolean suspended, @Nullable Principal actsFor) implements TenantRow {

    public Member {
        if ((principal.kind() == PrincipalKind.KEY) != (actsFor != null)) {
            throw new IllegalArgumentException(
                    principal + " acts for " + actsFor + ": expected a user or agent for keys, and nobody for others");
        }
        if (actsFor != null && actsFor.kind() == PrincipalKind.KEY) {
            throw new IllegalArgumentException(principal + " acts for " + actsFor + ": expected a user or agent");
        }
    }

    public static Member active(Principal principal) {
        return new Member(principal, false, null);
    }

    public static Member suspended(Principal principal) {
        return new Member(principal, true, null);
    }

    public static Member key(Principal key, Principal actsFor) {
        return new Member(key, false, actsFor);
    }
}
