package io.machinenativeops.teamrbac.permission;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All that can be allowed. A permission is written {@code <what>:<action>}, as tokens and routes name it. */
public enum Permission {
    USAGE_WRITE("usage:write"),
    USAGE_READ("usage:read"),
    USAGE_ADMIN("usage:admin"),
    PRICE_MANAGE("price:manage"),
    BUDGET_READ("budget:read"),
    BUDGET_RESERVE("budget:reserve"),
    BUDGET_MANAGE("budget:manage"),
    ALERT_READ("alert:read"),
    ALERT_MANAGE("alert:manage"),
    ARTIFACT_READ("artifact:read"),
    ARTIFACT_PUBLISH("artifact:publish"),
    ARTIFACT_ADMIN("artifact:admin"),
    PROMPT_READ("prompt:read"),
    PROMPT_WRITE("prompt:write"),
    PROMPT_PUBLISH("prompt:publish"),
    EXPERIMENT_MANAGE("experiment:manage"),
    GITHUB_READ("github:read"),
    GITHUB_MANAGE("github:manage"),
    SUBSCRIPTION_READ("subscription:read"),
    SUBSCRIPTION_MANAGE("subscription:manage"),
    MEMBER_READ("member:read"),
    MEMBER_MANAGE("member:manage"),
    TEAM_MANAGE("team:manage"),
    PROJECT_MANAGE("project:manage"),
    ROLE_MANAGE("role:manage"),
    /** Make and revoke keys that act for oneself. */
    APIKEY_OWN("apikey:own"),
    /** Make and revoke keys of agents and of others. */
    APIKEY_MANAGE("apikey:manage"),
    AUDIT_READ("audit:read"),
    ORG_MANAGE("org:manage");

    private static final Map<String, Permission> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Permission::toString, Function.identity()));

    private final String text;

    Permission(String text) {
        this.text = text;
    }

    /**
     * Reads a permission as it is written.
     *
     * @throws IllegalArgumentException if there is no such permission
     */
    public static Permission of(String text) {
        var known = BY_TEXT.get(text);
        if (known == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no permission: expected one such as '" + USAGE_READ + "'");
        }
        return known;
    }

    @SuppressWarnings("EnumOrdinal") // bits stay within the process
    long bit() {
        return 1L << ordinal();
    }

    @Override
    public String toString() {
        return text;
    }
}
