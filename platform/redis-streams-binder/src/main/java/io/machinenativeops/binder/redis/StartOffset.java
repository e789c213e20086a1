package io.machinenativeops.binder.redis;

/** Where a group begins that does not exist yet. */
public enum StartOffset {
    /** With the oldest entry of the stream. */
    EARLIEST("0"),
    /** With the first entry appended from now on. */
    LATEST("$");

    private final String id;

    StartOffset(String id) {
        this.id = id;
    }

    /** What Redis calls it. */
    String id() {
        return id;
    }
}
