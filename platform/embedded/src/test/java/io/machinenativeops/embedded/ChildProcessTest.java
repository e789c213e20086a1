package io.machinenativeops.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChildProcessTest {

    @TempDir
    private Path folder;

    @Test
    void showsTheLogOfAProcessThatEndsWhileStarting() {
        ChildProcess child = start("echo no such luck; exit 7");
        assertThatThrownBy(() -> child.awaitReady(() -> false, Duration.ofSeconds(10)))
                .isInstanceOf(EmbeddedStoreException.class)
                .hasMessageContaining("exit code 7")
                .hasMessageContaining("no such luck");
    }

    @Test
    void endsAProcessThatNeverGetsReady() {
        ChildProcess child = start("exec sleep 60");
        assertThatThrownBy(() -> child.awaitReady(() -> false, Duration.ofMillis(100)))
                .isInstanceOf(EmbeddedStoreException.class)
                .hasMessageContaining("not ready within");
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void namesACommandThatCannotRun() {
        assertThatThrownBy(() -> ChildProcess.start("store", List.of("/no/such/file"), folder, false, EndSignal.TERM))
                .isInstanceOf(EmbeddedStoreException.class)
                .hasMessageContaining("/no/such/file");
    }

    /** Stands in for a killed JVM: only the pipe between the two ends. */
    @Test
    void endsALeashedProcessWhenThePipeToThisJvmBreaks() throws Exception {
        Process leashed = new ProcessBuilder("sleep", "60").start();
        Leash.attach(leashed, EndSignal.TERM).getOutputStream().close();
        assertThat(leashed.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(leashed.exitValue()).isEqualTo(143);
    }

    @Test
    void releasesTheLeashOfAProcessThatEnded() throws Exception {
        Process leashed = new ProcessBuilder("sleep", "60").start();
        Process watch = Leash.attach(leashed, EndSignal.TERM);
        leashed.destroyForcibly();
        assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void deletesAFolderOnceThePipeToThisJvmBreaks() throws Exception {
        Path doomed = folder.resolve("doomed folder");
        Files.createDirectories(doomed.resolve("inner"));
        Process watch = Leash.deleteLater(doomed);
        assertThat(doomed).exists();
        watch.getOutputStream().close();
        assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(doomed).doesNotExist();
    }

    @Test
    void namesATakenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> FreePort.choose(taken.getLocalPort()))
                    .isInstanceOf(EmbeddedStoreException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " on 127.0.0.1 is taken");
        }
    }

    @Test
    void takesAnotherPortWhenTheFirstWasSnatched() {
        List<Integer> tried = new ArrayList<>();
        int used = FreePort.use(0, port -> {
            tried.add(port);
            if (tried.size() < 3) {
                throw new EmbeddedStoreException("Address already in use");
            }
            return port;
        });
        assertThat(used).isEqualTo(tried.get(2));
        assertThatThrownBy(() -> FreePort.use(0, port -> {
                    throw new EmbeddedStoreException("Address already in use");
                }))
                .isInstanceOf(EmbeddedStoreException.class);
    }

    private ChildProcess start(String script) {
        return ChildProcess.start("store", List.of("/bin/sh", "-c", script), folder, true, EndSignal.TERM);
    }
}
