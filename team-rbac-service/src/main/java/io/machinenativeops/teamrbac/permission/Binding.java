package io.machinenativeops.teamrbac.permission;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** Gives a principal something at a scope and everywhere below it. The principal of an id never changes. */
public record Binding(
        UUID id,
        Principal principal,
        Scope scope,
        Grant grant,
        @Nullable Instant expiresAt) implements TenantRow, Expiring {

    public static Binding of(UUID id, Principal principal, Scope scope, BuiltInRole role) {
        return new Binding(id, principal, scope, Grant.of(role), null);
    }

    /** The binding that an agent is made with. */
    public static Binding ofNewAgent(UUID id, Principal agent, Scope project) {
        if (agent.kind() != PrincipalKind.AGENT || project.kind() != ScopeKind.PROJECT) {
            throw new IllegalArgumentException(agent + " at " + project + ": expected an agent at its project");
        }
        return of(id, agent, project, BuiltInRole.AGENT);
    }
}
