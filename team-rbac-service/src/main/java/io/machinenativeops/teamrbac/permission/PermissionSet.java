package io.machinenativeops.teamrbac.permission;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Some permissions, as bits: an index holds very many of them.
 *
 * @param bits bit {@code n} stands for the permission with ordinal {@code n}; good within one process only
 */
public record PermissionSet(long bits) {

    public static final PermissionSet NONE = new PermissionSet(0);
    public static final PermissionSet ALL = of(Permission.values());

    public PermissionSet {
        if ((bits & -(1L << Permission.values().length)) != 0) {
            throw new IllegalArgumentException(
                    "bits " + Long.toHexString(bits) + " name permissions that do not exist");
        }
    }

    public static PermissionSet of(Permission... permissions) {
        return of(Arrays.asList(permissions));
    }

    public static PermissionSet of(Collection<Permission> permissions) {
        long bits = 0;
        for (var each : permissions) {
            bits |= each.bit();
        }
        return new PermissionSet(bits);
    }

    /**
     * Reads permissions as they are written.
     *
     * @throws IllegalArgumentException naming the first that does not exist
     */
    public static PermissionSet ofTexts(Collection<String> texts) {
        return of(texts.stream().map(Permission::of).toList());
    }

    public boolean has(Permission permission) {
        return (bits & permission.bit()) != 0;
    }

    public boolean hasAll(PermissionSet others) {
        return (bits & others.bits) == others.bits;
    }

    public boolean isEmpty() {
        return bits == 0;
    }

    public PermissionSet with(PermissionSet others) {
        return new PermissionSet(bits | others.bits);
    }

    public PermissionSet without(PermissionSet others) {
        return new PermissionSet(bits & ~others.bits);
    }

    /** Those in both. */
    public PermissionSet within(PermissionSet others) {
        return new PermissionSet(bits & others.bits);
    }

    /** In the catalogue's order. */
    public List<Permission> toList() {
        return Arrays.stream(Permission.values()).filter(this::has).toList();
    }

    @Override
    public String toString() {
        return toList().stream().map(Permission::toString).collect(Collectors.joining(" ", "[", "]"));
    }
}
