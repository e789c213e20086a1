package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.util.List;

/** Settles the entries of one delivered message or batch, from any thread, also after the handler returned. */
public interface Acknowledgment {

    /** All entries are done. Repeating it does no harm. */
    void acknowledge();

    /** These entries are done; the others stay open. */
    void acknowledge(List<String> entryIds);

    /** Moves these entries to the dead-letter stream, with their cause. */
    void deadLetter(List<String> entryIds, Throwable cause);

    /** Gives the open entries up: they are delivered again, to any consumer of the group, after {@code claim-min-idle}. */
    void release();

    /** As {@link #release()}, after a time that is at most {@code claim-min-idle}; for example none, when an application ends. */
    void release(Duration after);
}
