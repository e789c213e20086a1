package io.machinenativeops.platform.audit;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An action that a service records, and what its entries hold. A service declares them as {@link AuditActions}.
 *
 * @param name such as {@code price-override.changed}: never changed once released
 * @param targets types of targets; an entry has at least one of each
 * @param metadata kinds of values by name
 * @param required of the metadata
 */
public record AuditAction(String name, Set<String> targets, Map<String, Kind> metadata, Set<String> required) {

    /** What a value in the metadata is. */
    public enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN;

        private boolean admits(Object value) {
            return switch (this) {
                case TEXT -> value instanceof String;
                case NUMBER -> value instanceof Number;
                case BOOLEAN -> value instanceof Boolean;
            };
        }
    }

    public AuditAction {
        if (!name.matches("[a-z0-9-]+(\\.[a-z0-9-]+)+")) {
            throw new IllegalArgumentException("'" + name + "' names no action: expected one such as api-key.revoked");
        }
        targets = Set.copyOf(targets);
        metadata = Map.copyOf(metadata);
        required = Set.copyOf(required);
    }

    /** An action without metadata. */
    public static AuditAction of(String name, String... targets) {
        return new AuditAction(name, Set.of(targets), Map.of(), Set.of());
    }

    /** The same, with a value that each entry has. */
    public AuditAction with(String value, Kind kind) {
        var more = new LinkedHashSet<>(required);
        more.add(value);
        return new AuditAction(name, targets, added(value, kind), more);
    }

    /** The same, with a value that an entry may have. */
    public AuditAction mayHave(String value, Kind kind) {
        return new AuditAction(name, targets, added(value, kind), required);
    }

    private Map<String, Kind> added(String value, Kind kind) {
        var all = new LinkedHashMap<>(metadata);
        all.put(value, kind);
        return all;
    }

    /**
     * Holds an entry to what is declared.
     *
     * @throws IllegalArgumentException saying what it lacks, or has beyond that
     */
    public void check(AuditEntry entry) {
        for (var type : targets) {
            if (entry.targets().stream().noneMatch(target -> target.type().equals(type))) {
                throw refused("has no target '" + type + "'");
            }
        }
        entry.targets().forEach(target -> {
            if (!targets.contains(target.type())) {
                throw refused("has a target '" + target.type() + "': expected only " + targets);
            }
        });
        Stream.concat(required.stream(), entry.metadata().keySet().stream()).forEach(value -> {
            var kind = metadata.get(value);
            if (kind == null) {
                throw refused("has '" + value + "' in its metadata: expected only " + metadata.keySet());
            }
            var found = entry.metadata().get(value);
            if (found == null || !kind.admits(found)) {
                throw refused("has " + value + " = " + found + ": expected a " + kind);
            }
        });
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("an audit entry of the action " + name + " " + why);
    }
}
