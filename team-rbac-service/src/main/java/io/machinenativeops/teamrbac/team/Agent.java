package io.machinenativeops.teamrbac.team;

import java.time.Instant;
import java.util.UUID;

import io.machinenativeops.teamrbac.identity.Named;
import io.machinenativeops.teamrbac.identity.RequestedChange;
import io.machinenativeops.teamrbac.permission.Member;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import jakarta.persistence.Entity;
import org.jspecify.annotations.Nullable;

@Entity
class Agent extends Named {

    private UUID projectId;
    private @Nullable Instant suspendedAt;

    @SuppressWarnings("NullAway.Init")
    protected Agent() {}

    Agent(UUID id, String name, UUID projectId, RequestedChange change) {
        super(id, name, change);
        this.projectId = projectId;
    }

    UUID projectId() {
        return projectId;
    }

    Scope project() {
        return Scope.project(projectId);
    }

    Principal principal() {
        return Principal.agent(id());
    }

    @Nullable
    Instant suspendedAt() {
        return suspendedAt;
    }

    Member member() {
        return new Member(principal(), suspendedAt != null, null);
    }

    void become(String name, RequestedChange change) {
        rename(name);
        touch(change);
    }

    void suspend(boolean suspended, RequestedChange change) {
        suspendedAt = suspended ? change.change().now() : null;
        touch(change);
    }
}
