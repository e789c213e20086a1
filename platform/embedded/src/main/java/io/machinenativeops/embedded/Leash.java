package io.machinenativeops.embedded;

import java.io.IOException;

/**
 * Ends a process when this JVM ends, however it ends: a tiny shell reads a pipe that only this JVM holds open, and
 * signals the process once the pipe breaks. A shutdown hook alone would miss SIGKILL.
 */
final class Leash {

    private static final String WATCH = "read line; kill -TERM $0 2>/dev/null";

    private Leash() {}

    /** The result is the watching shell. */
    static Process attach(Process process) throws IOException {
        Process watch = new ProcessBuilder("/bin/sh", "-c", WATCH, Long.toString(process.pid()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Thread.ofVirtual().start(() -> release(process, watch));
        return watch;
    }

    /** The number of an ended process may be given to another one, which must not be signalled. */
    private static void release(Process process, Process watch) {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.destroyForcibly();
    }
}
