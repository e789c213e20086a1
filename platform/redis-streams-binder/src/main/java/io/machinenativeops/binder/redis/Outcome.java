package io.machinenativeops.binder.redis;

/** What became of one {@link Part}. */
public enum Outcome {
    /** The id was free: it is claimed now, and the part is in the entry. */
    APPENDED,
    /** The id was claimed before with the same fingerprint: nothing was done. */
    DUPLICATE,
    /** The id was claimed before with another fingerprint: nothing was done. */
    CONFLICT
}
