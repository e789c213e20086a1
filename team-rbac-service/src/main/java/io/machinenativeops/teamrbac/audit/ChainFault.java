package io.machinenativeops.teamrbac.audit;

/**
 * Something that does not fit in a chain.
 *
 * @param sequence of the entry at fault, or of the first that is missing
 */
public record ChainFault(long sequence, Kind kind, String detail) {

    /** What does not fit. */
    public enum Kind {
        /** Entries are missing. */
        GAP,
        /** Two entries stand at one place, or one does not follow on the entry before. */
        FORK,
        /** The hash is not of this content. */
        EDITED,
        /** It was made with a key that is not known. */
        UNKNOWN_KEY,
        /** It is another organisation's. */
        FOREIGN,
        /** A checkpoint says that another entry stood here. */
        REWRITTEN,
        /** A checkpoint says that the chain was longer. */
        TRUNCATED
    }
}
