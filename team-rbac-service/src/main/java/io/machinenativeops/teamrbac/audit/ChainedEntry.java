package io.machinenativeops.teamrbac.audit;

/**
 * An entry with its place in the chain.
 *
 * @param sequence from 1, without gaps
 * @param keyId the key of {@code hash}
 * @param previous the hash of the entry before
 * @param hash over the entry, its place and {@code previous}
 */
public record ChainedEntry(AuditEntry entry, long sequence, String keyId, String previous, String hash) {

    /** Where the chain stands with this entry. */
    public ChainHead head() {
        return new ChainHead(entry.organization(), sequence, hash);
    }
}
