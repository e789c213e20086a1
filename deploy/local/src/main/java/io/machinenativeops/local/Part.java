package io.machinenativeops.local;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

import io.machinenativeops.embedded.EndSignal;

/** One process of the stack: how it is started, and how it says that it works. */
interface Part {

    String name();

    int port();

    /**
     * Starts the process, on the same port and the same data each time. It need not be ready when this returns.
     *
     * @param progress hears, for a person, what takes long
     */
    ProcessHandle start(Consumer<String> progress) throws IOException;

    /** Whether it answers now; never throws, and answers within a few seconds. */
    boolean ready();

    /** What asks it to end in order. */
    default EndSignal endSignal() {
        return EndSignal.TERM;
    }

    /** How long it may take to end in order before it is killed. */
    Duration grace();
}
