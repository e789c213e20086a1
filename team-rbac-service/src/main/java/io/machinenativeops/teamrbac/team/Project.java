package io.machinenativeops.teamrbac.team;

import java.util.UUID;

import io.machinenativeops.teamrbac.identity.RequestedChange;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;

@Entity
@AttributeOverride(name = "parentId", column = @Column(name = "team_id"))
class Project extends Place {

    protected Project() {}

    Project(UUID id, PlaceTerms terms, RequestedChange change) {
        super(id, terms, change);
    }

    @Override
    ScopeKind kind() {
        return ScopeKind.PROJECT;
    }
}
