package io.machinenativeops.teamrbac.role;

import java.util.List;
import java.util.UUID;

import io.machinenativeops.teamrbac.identity.Named;
import io.machinenativeops.teamrbac.identity.RequestedChange;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.PermissionSet;
import io.machinenativeops.teamrbac.permission.Role;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A role that an organisation made. */
@Entity
@Table(name = "role")
class CustomRole extends Named {

    private String description;

    @JdbcTypeCode(SqlTypes.ARRAY)
    private String[] permissions;

    @SuppressWarnings("NullAway.Init")
    protected CustomRole() {}

    CustomRole(UUID id, Terms terms, RequestedChange change) {
        super(id, terms.name(), change);
        this.description = terms.description();
        this.permissions = texts(terms.permissions());
    }

    record Terms(String name, String description, PermissionSet permissions) {}

    Role role() {
        return Role.custom(id().toString(), name(), PermissionSet.ofTexts(permissions()));
    }

    String description() {
        return description;
    }

    List<String> permissions() {
        return List.of(permissions);
    }

    void become(Terms terms, RequestedChange change) {
        rename(terms.name());
        description = terms.description();
        permissions = texts(terms.permissions());
        touch(change);
    }

    private static String[] texts(PermissionSet permissions) {
        return permissions.toList().stream().map(Permission::toString).toArray(String[]::new);
    }
}
