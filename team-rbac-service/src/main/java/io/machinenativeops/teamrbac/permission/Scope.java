package io.machinenativeops.teamrbac.permission;

import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A place in the tree of an organisation, written {@code organization:<uuid>}, {@code team:<uuid>} or {@code project:<uuid>}. */
public record Scope(ScopeKind kind, UUID id) implements Comparable<Scope> {

    /** The id that no organisation has: tokens and audit entries of the platform itself name it. */
    public static final String NO_ORGANIZATION = new UUID(0, 0).toString();

    private static final Comparator<Scope> ORDER =
            Comparator.comparing(Scope::kind).thenComparing(Scope::id);

    public static Scope organization(UUID id) {
        return new Scope(ScopeKind.ORGANIZATION, id);
    }

    public static Scope team(UUID id) {
        return new Scope(ScopeKind.TEAM, id);
    }

    public static Scope project(UUID id) {
        return new Scope(ScopeKind.PROJECT, id);
    }

    /**
     * Reads a scope as it is written.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Scope of(String text) {
        return Identifier.read(text, ScopeKind.values(), Scope::new);
    }

    @Override
    public int compareTo(Scope other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind + ":" + id;
    }

    /** The ids of those of one kind. */
    public static Set<UUID> ids(Collection<Scope> scopes, ScopeKind kind) {
        return scopes.stream()
                .filter(scope -> scope.kind() == kind)
                .map(Scope::id)
                .collect(Collectors.toSet());
    }
}
