package io.machinenativeops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a JVM learnt while it started a service, kept for the next start, which takes half the time (JEP 514). It is learnt
 * in a start of its own that ends before the service would serve, at the lowest priority, while the stack works.
 *
 * @param file named after the JVM, for which alone it is good; in the folder of the jar, with which it goes
 */
record StartupCache(Path file) {

    private static final Logger log = LoggerFactory.getLogger(StartupCache.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    static StartupCache in(Path appFolder) {
        return new StartupCache(appFolder.resolve("startup-" + Runtime.version() + ".aot"));
    }

    /** What to tell the JVM, once there is something to use. */
    Optional<String> option() {
        return Files.exists(file) ? Optional.of("-XX:AOTCache=" + file) : Optional.empty();
    }

    /** Makes it, unless it is there; a failure costs nothing but the gain. */
    void make(JvmService service) throws InterruptedException {
        if (Files.exists(file)) {
            return;
        }
        // Another stack of the same build may be learning the same.
        Path next = file.resolveSibling("startup-" + ProcessHandle.current().pid() + ".next");
        List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
        command.addAll(service.command(List.of("-XX:AOTCacheOutput=" + next, "-Dspring.context.exit=onRefresh")));
        try {
            Process learning =
                    service.process(command, file.resolveSibling("startup.log")).start();
            try {
                if (!learning.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || !Files.exists(next)) {
                    log.warn(
                            "{}: no startup cache was made; see {}",
                            service.name(),
                            file.resolveSibling("startup.log"));
                    return;
                }
            } finally {
                learning.descendants().forEach(ProcessHandle::destroyForcibly);
                learning.destroyForcibly();
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            log.info("{}: startup cache made: the next start will be faster", service.name());
        } catch (IOException e) {
            log.warn("{}: no startup cache can be made", service.name(), e);
        }
    }
}
