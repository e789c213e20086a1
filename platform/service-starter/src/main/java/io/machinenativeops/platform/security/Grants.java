package io.machinenativeops.platform.security;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a token allows: from a scope ({@code organization:<uuid>}, {@code team:<uuid>} or {@code project:<uuid>}) to the
 * permissions held there.
 */
public record Grants(Map<String, Set<String>> byScope) {

    /** Those of nobody. */
    static final Grants NONE = new Grants(Map.of());

    public Grants {
        var copy = new LinkedHashMap<String, Set<String>>();
        byScope.forEach((scope, permissions) -> copy.put(scope, Set.copyOf(permissions)));
        byScope = Map.copyOf(copy);
    }

    /**
     * Reads the {@code grants} claim.
     *
     * @throws IllegalArgumentException if it is not an object from scopes to lists of strings
     */
    static Grants fromClaim(Object claim) {
        if (!(claim instanceof Map<?, ?> scopes)) {
            throw new IllegalArgumentException("grants is not an object");
        }
        var byScope = new LinkedHashMap<String, Set<String>>();
        scopes.forEach((scope, permissions) -> {
            if (!(permissions instanceof Collection<?> names) || !names.stream().allMatch(String.class::isInstance)) {
                throw new IllegalArgumentException("grants of " + scope + " is not a list of permissions");
            }
            byScope.put(
                    String.valueOf(scope),
                    names.stream().map(String.class::cast).collect(Collectors.toSet()));
        });
        return new Grants(byScope);
    }

    /** Whether the permission is held at any scope. */
    public boolean anywhere(String permission) {
        return byScope.values().stream().anyMatch(held -> held.contains(permission));
    }

    /** Whether the permission is held at this very scope; inheritance was resolved when the token was issued. */
    public boolean at(String scope, String permission) {
        return byScope.getOrDefault(scope, Set.of()).contains(permission);
    }

    /** The ids of one kind of scope ({@code team}, {@code project}) where the permission is held. */
    public List<String> idsWith(String kind, String permission) {
        var prefix = kind + ":";
        return byScope.entrySet().stream()
                .filter(grant ->
                        grant.getKey().startsWith(prefix) && grant.getValue().contains(permission))
                .map(grant -> grant.getKey().substring(prefix.length()))
                .sorted()
                .toList();
    }
}
