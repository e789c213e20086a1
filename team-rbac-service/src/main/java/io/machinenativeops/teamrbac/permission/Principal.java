package io.machinenativeops.teamrbac.permission;

import java.util.Comparator;
import java.util.UUID;

/** Who holds roles, written {@code user:<uuid>}, {@code agent:<uuid>} or {@code key:<uuid>} (the key's id as a resource). */
public record Principal(PrincipalKind kind, UUID id) implements Comparable<Principal> {

    private static final Comparator<Principal> ORDER =
            Comparator.comparing(Principal::kind).thenComparing(Principal::id);

    public static Principal user(UUID id) {
        return new Principal(PrincipalKind.USER, id);
    }

    public static Principal agent(UUID id) {
        return new Principal(PrincipalKind.AGENT, id);
    }

    public static Principal key(UUID id) {
        return new Principal(PrincipalKind.KEY, id);
    }

    /**
     * Reads a principal as it is written.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Principal of(String text) {
        return Identifier.read(text, PrincipalKind.values(), Principal::new);
    }

    @Override
    public int compareTo(Principal other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind + ":" + id;
    }
}
