package io.machinenativeops.teamrbac.permission;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Takes permissions from a principal at a scope and everywhere below it, whatever grants them. The principal of an id never
 * changes.
 */
public record Deny(
        UUID id,
        Principal principal,
        Scope scope,
        PermissionSet permissions,
        @Nullable Instant expiresAt) implements TenantRow, Expiring {

    public Deny {
        if (permissions.isEmpty()) {
            throw new IllegalArgumentException("deny " + id + " takes nothing: expected at least one permission");
        }
    }
}
