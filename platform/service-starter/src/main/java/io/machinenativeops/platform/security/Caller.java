package io.machinenativeops.platform.security;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who asks, as the verified token says. A controller takes it as a method parameter.
 *
 * @param organizationId the tenant; the only source of it anywhere
 * @param subject the user or service account
 * @param keyId the API key that was exchanged for the token
 * @param projectId the project the key belongs to
 * @param teamId the team of that project
 * @param authorizationRevision grows whenever grants change
 */
public record Caller(
        String organizationId,
        String subject,
        @Nullable String keyId,
        @Nullable String projectId,
        @Nullable String teamId,
        long authorizationRevision,
        Grants grants) {

    public Caller {
        if (organizationId.isBlank() || subject.isBlank()) {
            throw new IllegalArgumentException("a caller has an organisation and a subject");
        }
    }

    /** The same with other grants. */
    Caller with(Grants other) {
        return new Caller(organizationId, subject, keyId, projectId, teamId, authorizationRevision, other);
    }

    /** Who sent the request that runs on this thread; null where none runs, or it needs no token. */
    public static @Nullable Caller current() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof CallerAuthentication verified
                ? verified.getPrincipal()
                : null;
    }

    /** Whether the permission is held somewhere in the organisation. */
    public boolean can(String permission) {
        return grants.anywhere(permission);
    }

    /** Whether the permission is held for all of the organisation. */
    public boolean canEverywhere(String permission) {
        return grants.at("organization:" + organizationId, permission);
    }

    /** Whether the permission is held for all of a team: at the organisation, or at the team itself. */
    public boolean canInTeam(String team, String permission) {
        return canEverywhere(permission) || grants.at("team:" + team, permission);
    }

    /**
     * Whether the permission is held for a project: at the organisation, or at the project itself. A token names each project of
     * a team where something is held, so that no service needs to know which team a project is in.
     */
    public boolean canInProject(String project, String permission) {
        return canEverywhere(permission) || grants.at("project:" + project, permission);
    }
}
