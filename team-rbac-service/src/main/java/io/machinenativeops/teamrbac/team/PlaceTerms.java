package io.machinenativeops.teamrbac.team;

import java.util.UUID;

import io.machinenativeops.teamrbac.identity.Names;
import org.jspecify.annotations.Nullable;

/**
 * What a team or project is to be.
 *
 * @param parentId the team it stands under; null for the organisation
 */
record PlaceTerms(String name, String slug, @Nullable UUID parentId) {

    static PlaceTerms of(UUID id, @Nullable String name, @Nullable String slug, @Nullable UUID parentId) {
        var read = Names.read("name", name);
        return new PlaceTerms(read, Names.slug(slug, read, id.toString()), parentId);
    }

    /** Those of a place, but for what is sent. */
    static PlaceTerms merged(Place place, @Nullable String name, @Nullable String slug, @Nullable UUID parentId) {
        return of(
                place.id(),
                name == null ? place.name() : name,
                slug == null ? place.slug() : slug,
                parentId == null ? place.parentId() : parentId);
    }
}
