package io.machinenativeops.teamrbac.permission;

/** What a binding gives. */
public sealed interface Grant {

    /** What the role holds at the moment of the question. */
    record OfRole(String role) implements Grant {
        public OfRole {
            if (role.isBlank()) {
                throw new IllegalArgumentException("a binding names a role");
            }
        }
    }

    /** A list of its own, as an API key may have. */
    record OfPermissions(PermissionSet permissions) implements Grant {}

    static Grant of(BuiltInRole role) {
        return new OfRole(role.id());
    }
}
