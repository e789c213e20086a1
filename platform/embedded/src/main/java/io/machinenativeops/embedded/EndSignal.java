package io.machinenativeops.embedded;

import java.io.IOException;

/** The signal that asks a process to end in good order. */
public enum EndSignal {
    TERM,
    /** What PostgreSQL wants in order to end at once: at {@code TERM} it waits until its clients have gone. */
    INT;

    /** Sends it, or {@link #TERM} where it can't be sent. */
    public void send(ProcessHandle process) {
        if (this == TERM) {
            process.destroy();
            return;
        }
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + this + " $0", Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
        }
    }
}
