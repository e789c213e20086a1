package io.machinenativeops.tokentracking.storage;

import java.util.Set;

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
}
