package io.machinenativeops.local;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * How one part of the stack is doing.
 *
 * @param process the process of its present life, null between two lives
 * @param restarts how often it was started again since the stack started
 * @param since when it came into this state
 * @param detail what a person should know about the state, if anything
 */
record PartState(
        String name,
        @Nullable ProcessIdentity process,
        int port,
        State state,
        int restarts,
        Instant since,
        @Nullable String detail) {

    enum State {
        /** Its turn has not come: what it needs is not there yet. */
        WAITING,
        STARTING,
        READY,
        /** It runs and was ready, but says that it cannot work at the moment. */
        UNREADY,
        /** It died and is started again after a pause. */
        RESTARTING,
        STOPPING,
        STOPPED;

        @JsonValue
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Its process, while that lives. */
    Optional<ProcessHandle> alive() {
        return Optional.ofNullable(process).flatMap(ProcessIdentity::find);
    }

    PartState startsAt(Instant time, @Nullable ProcessIdentity started) {
        return new PartState(name, started, port, State.STARTING, restarts, time, null);
    }

    PartState saying(String said) {
        return new PartState(name, process, port, state, restarts, since, said);
    }

    PartState isAt(Instant time, State changed) {
        return new PartState(name, process, port, changed, restarts, time, null);
    }

    PartState diedAt(Instant time, String how) {
        return new PartState(name, null, port, State.RESTARTING, restarts + 1, time, how);
    }

    PartState stoppedAt(Instant time) {
        return new PartState(name, null, port, State.STOPPED, restarts, time, null);
    }
}
