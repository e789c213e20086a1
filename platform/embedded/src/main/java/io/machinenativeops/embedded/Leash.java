package io.machinenativeops.embedded;

import java.io.IOException;

/**
 * Ends a process when this JVM ends, however it ends: a tiny shell reads a pipe that only this JVM holds open, and
 * signals the process once the pipe breaks. A shutdown hook alone would miss SIGKILL.
 */
final class Leash {

    private static final String WATCH = "read line; kill -TERM $0 2>/dev/null";

    private Leash() {}

    static void attach(Process process) throws IOException {
        Process watch = new ProcessBuilder("/bin/sh", "-c", WATCH, Long.toString(process.pid()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var _ = process.onExit().thenAccept(_ -> watch.destroyForcibly());
    }
}
