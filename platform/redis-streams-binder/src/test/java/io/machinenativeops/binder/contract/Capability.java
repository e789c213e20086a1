package io.machinenativeops.binder.contract;

/** What not every broker can do; a test that needs more than the binder has is skipped. */
public enum Capability {
    /** A message of a batch that cannot be handled is dead-lettered without its neighbours. */
    ISOLATES_POISON,
    /** Dead letters can be sent back to the one group that could not handle them. */
    REPLAY,
    /** A message with an id is appended once. */
    APPEND_ONCE,
    /** Consumers of one group share the messages of one partition. */
    COMPETES_WITHIN_PARTITION,
    /** The broker can be restarted by the test. */
    RESTART
}
