package io.machinenativeops.embedded;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What must happen when this JVM ends, however it ends: a tiny shell reads a pipe that only this JVM holds open, and acts
 * once the pipe breaks. A shutdown hook would miss SIGKILL, and would run beside the hooks of those who still use a store.
 */
final class Leash {

    // By the second try at the latest the processes are gone that may still write there.
    private static final String DELETE = "read line; for pause in 1 3 9; do sleep $pause; rm -rf \"$0\" && break; done";

    private Leash() {}

    /** Ends the process with this JVM; the result is the watching shell. */
    static Process attach(Process process, EndSignal signal) throws IOException {
        Process watch = watch("read line; kill -" + signal + " $0 2>/dev/null", Long.toString(process.pid()));
        Thread.ofVirtual().start(() -> release(process, watch));
        return watch;
    }

    /** Deletes the folder soon after this JVM ended; the result is the watching shell. */
    static Process deleteLater(Path folder) throws IOException {
        return watch(DELETE, folder.toString());
    }

    private static Process watch(String script, String subject) throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", script, subject)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
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
