package io.machinenativeops.embedded;

/** The signal that asks a store to end in good order. */
enum EndSignal {
    TERM,
    /** What PostgreSQL wants in order to end at once: at {@code TERM} it waits until its clients have gone. */
    INT
}
