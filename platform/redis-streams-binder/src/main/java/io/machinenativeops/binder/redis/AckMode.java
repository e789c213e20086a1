package io.machinenativeops.binder.redis;

/** When an entry counts as done for its group. */
public enum AckMode {
    /** When the handler returned. */
    AUTO,
    /** When the handler, or whoever it hands the message to, calls {@link Acknowledgment#acknowledge()}. */
    MANUAL
}
