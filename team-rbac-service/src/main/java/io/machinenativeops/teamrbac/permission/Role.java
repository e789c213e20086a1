package io.machinenativeops.teamrbac.permission;

/**
 * Some permissions under one name.
 *
 * @param id of a built-in role its name, of an organisation's own role a UUID
 */
public record Role(String id, String name, PermissionSet permissions) implements TenantRow {

    public Role {
        if (id.isBlank() || name.isBlank()) {
            throw new IllegalArgumentException("a role has an id and a name, but got '" + id + "' and '" + name + "'");
        }
    }

    /** A role that an organisation made. */
    public static Role custom(String id, String name, PermissionSet permissions) {
        if (BuiltInRole.find(id).isPresent() || BuiltInRole.find(name).isPresent()) {
            throw new IllegalArgumentException(
                    "'" + id + "' ('" + name + "') is the id or name of a built-in role: expected another");
        }
        return new Role(id, name, permissions);
    }
}
