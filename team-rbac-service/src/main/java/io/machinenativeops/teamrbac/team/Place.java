package io.machinenativeops.teamrbac.team;

import java.util.UUID;

import io.machinenativeops.teamrbac.identity.Named;
import io.machinenativeops.teamrbac.identity.RequestedChange;
import io.machinenativeops.teamrbac.permission.Node;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import jakarta.persistence.MappedSuperclass;
import org.jspecify.annotations.Nullable;

/** A team or a project: a place in the tree of the organisation. */
@MappedSuperclass
abstract class Place extends Named {

    private String slug;
    private @Nullable UUID parentId;

    @SuppressWarnings("NullAway.Init")
    protected Place() {}

    Place(UUID id, PlaceTerms terms, RequestedChange change) {
        super(id, terms.name(), change);
        this.slug = terms.slug();
        this.parentId = terms.parentId();
    }

    abstract ScopeKind kind();

    Scope scope() {
        return new Scope(kind(), id());
    }

    String slug() {
        return slug;
    }

    /** The team it stands under; null for the organisation. */
    @Nullable
    UUID parentId() {
        return parentId;
    }

    Node node(UUID organization) {
        return new Node(scope(), parent(organization, parentId));
    }

    static Scope parent(UUID organization, @Nullable UUID team) {
        return team == null ? Scope.organization(organization) : Scope.team(team);
    }

    void become(PlaceTerms terms, RequestedChange change) {
        rename(terms.name());
        slug = terms.slug();
        parentId = terms.parentId();
        touch(change);
    }
}
