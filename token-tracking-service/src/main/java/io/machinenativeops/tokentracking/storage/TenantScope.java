package io.machinenativeops.tokentracking.storage;

import java.util.Set;

import io.machinenativeops.platform.security.Caller;

/**
 * What a caller may see: one organisation, all of it or only these projects and teams.
 *
 * @param organizationId the tenant, from the caller's token
 * @param everything whether the grant holds for the whole organisation
 */
public record TenantScope(String organizationId, boolean everything, Set<String> projects, Set<String> teams) {

    public TenantScope {
        if (organizationId.isBlank()) {
            throw new IllegalArgumentException("organizationId is blank: expected the tenant of the caller's token");
        }
        projects = Set.copyOf(projects);
        teams = Set.copyOf(teams);
    }

    /** All of an organisation. */
    public static TenantScope all(String organizationId) {
        return new TenantScope(organizationId, true, Set.of(), Set.of());
    }

    /** Only what belongs to one of these projects or teams. */
    public static TenantScope only(String organizationId, Set<String> projects, Set<String> teams) {
        return new TenantScope(organizationId, false, projects, teams);
    }

    /** What a caller may see by a permission: all of the organisation, or the projects and teams that the grant names. */
    public static TenantScope of(Caller caller, String permission) {
        return caller.canEverywhere(permission)
                ? all(caller.organizationId())
                : only(
                        caller.organizationId(),
                        Set.copyOf(caller.grants().idsWith("project", permission)),
                        Set.copyOf(caller.grants().idsWith("team", permission)));
    }
}
