package io.machinenativeops.teamrbac.permission;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import static io.machinenativeops.teamrbac.permission.Permission.ALERT_MANAGE;
import static io.machinenativeops.teamrbac.permission.Permission.ALERT_READ;
import static io.machinenativeops.teamrbac.permission.Permission.APIKEY_OWN;
import static io.machinenativeops.teamrbac.permission.Permission.ARTIFACT_PUBLISH;
import static io.machinenativeops.teamrbac.permission.Permission.ARTIFACT_READ;
import static io.machinenativeops.teamrbac.permission.Permission.AUDIT_READ;
import static io.machinenativeops.teamrbac.permission.Permission.BUDGET_MANAGE;
import static io.machinenativeops.teamrbac.permission.Permission.BUDGET_READ;
import static io.machinenativeops.teamrbac.permission.Permission.BUDGET_RESERVE;
import static io.machinenativeops.teamrbac.permission.Permission.GITHUB_READ;
import static io.machinenativeops.teamrbac.permission.Permission.MEMBER_READ;
import static io.machinenativeops.teamrbac.permission.Permission.ORG_MANAGE;
import static io.machinenativeops.teamrbac.permission.Permission.PRICE_MANAGE;
import static io.machinenativeops.teamrbac.permission.Permission.PROMPT_READ;
import static io.machinenativeops.teamrbac.permission.Permission.PROMPT_WRITE;
import static io.machinenativeops.teamrbac.permission.Permission.SUBSCRIPTION_MANAGE;
import static io.machinenativeops.teamrbac.permission.Permission.SUBSCRIPTION_READ;
import static io.machinenativeops.teamrbac.permission.Permission.USAGE_READ;
import static io.machinenativeops.teamrbac.permission.Permission.USAGE_WRITE;

/** The roles that every organisation has; nobody can change them. Their ids are their names. */
public enum BuiltInRole {
    OWNER(PermissionSet.ALL),
    ADMIN(PermissionSet.ALL.without(PermissionSet.of(ORG_MANAGE, SUBSCRIPTION_MANAGE))),
    DEVELOPER(PermissionSet.of(
            USAGE_READ,
            USAGE_WRITE,
            BUDGET_READ,
            BUDGET_RESERVE,
            ALERT_READ,
            ARTIFACT_READ,
            ARTIFACT_PUBLISH,
            PROMPT_READ,
            PROMPT_WRITE,
            GITHUB_READ,
            MEMBER_READ,
            APIKEY_OWN)),
    VIEWER(everyReadBut(AUDIT_READ)),
    BILLING(PermissionSet.of(
            USAGE_READ,
            BUDGET_READ,
            BUDGET_MANAGE,
            ALERT_READ,
            ALERT_MANAGE,
            SUBSCRIPTION_READ,
            SUBSCRIPTION_MANAGE,
            PRICE_MANAGE)),
    /** What an agent is made with, and an agent's key that names nothing else. */
    AGENT(PermissionSet.of(
            USAGE_READ, USAGE_WRITE, BUDGET_READ, BUDGET_RESERVE, ARTIFACT_READ, ARTIFACT_PUBLISH, PROMPT_READ));

    @SuppressWarnings("ImmutableEnumChecker") // a record of values
    private final Role role;

    BuiltInRole(PermissionSet permissions) {
        var id = name().toLowerCase(Locale.ROOT);
        role = new Role(id, id, permissions);
    }

    public Role role() {
        return role;
    }

    public String id() {
        return role.id();
    }

    public PermissionSet permissions() {
        return role.permissions();
    }

    /** The built-in role of this id. */
    public static Optional<BuiltInRole> find(String id) {
        return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
    }

    private static PermissionSet everyReadBut(Permission hidden) {
        return PermissionSet.of(Arrays.stream(Permission.values())
                .filter(each -> each.toString().endsWith(":read") && each != hidden)
                .toList());
    }
}
