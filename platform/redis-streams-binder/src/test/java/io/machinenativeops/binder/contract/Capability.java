package io.machinenativeops.binder.contract;

/** What not every broker can do. A test that needs more than the binder has is reported as skipped, with this as its cause. */
public enum Capability {
    ISOLATES_POISON("a message of a batch that cannot be handled is dead-lettered without its neighbours"),
    REPLAY("dead letters can be sent back to the one group that could not handle them"),
    APPEND_ONCE("a message with an id is appended once"),
    COMPETES_WITHIN_PARTITION("consumers of one group share the messages of one partition"),
    KEEPS_UNREAD("a message is dropped only when every group has handled it, and then soon"),
    RESTART("the broker can be restarted by the test");

    private final String meaning;

    Capability(String meaning) {
        this.meaning = meaning;
    }

    @Override
    public String toString() {
        return name() + ": " + meaning;
    }
}
