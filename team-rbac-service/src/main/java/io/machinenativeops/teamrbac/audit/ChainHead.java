package io.machinenativeops.teamrbac.audit;

import java.util.UUID;

/**
 * Where a chain stands.
 *
 * @param sequence of the last entry; 0 before the first
 * @param hash of the last entry, 64 hexadecimal digits
 */
public record ChainHead(UUID organization, long sequence, String hash) {

    private static final String ZEROS = "0".repeat(64);

    /** Before the first entry. */
    public static ChainHead start(UUID organization) {
        return new ChainHead(organization, 0, ZEROS);
    }
}
