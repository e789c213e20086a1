package io.machinenativeops.teamrbac.identity;

import java.time.Instant;
import java.util.Collection;
import java.util.UUID;

import org.springframework.data.jpa.domain.Specification;

/** Which named things a list has. */
public final class Listed {

    private Listed() {}

    /** Those that are there; or, of those that were deleted, the ones that can be restored. */
    public static <E extends Named> Specification<E> thatIs(boolean deleted) {
        return (thing, _, builder) -> deleted
                ? builder.greaterThanOrEqualTo(
                        thing.get("deletedAt"), Instant.now().minus(Named.RESTORABLE))
                : builder.isNull(thing.get("deletedAt"));
    }

    /** Those where a field has one of some ids; none for no ids. */
    public static <E extends Named> Specification<E> with(String field, Collection<UUID> ids) {
        return (thing, _, builder) ->
                ids.isEmpty() ? builder.disjunction() : thing.get(field).in(ids);
    }

    /** Those where a field has no id. */
    public static <E extends Named> Specification<E> without(String field) {
        return (thing, _, builder) -> builder.isNull(thing.get(field));
    }
}
