package io.machinenativeops.binder.redis;

/** Where a group begins that does not exist yet. */
public enum StartOffset {
    /** With the oldest entry of the stream. */
    EARLIEST,
    /** With the first entry appended from now on. */
    LATEST
}
