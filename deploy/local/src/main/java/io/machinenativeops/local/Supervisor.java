package io.machinenativeops.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that stays: it starts the stores, then the services side by side, and keeps them alive until it is told to
 * stop. A service is not restarted when a store dies: it must get along with that by itself.
 */
final class Supervisor {

    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

    private final Settings settings;
    private final List<Part> stores;
    private final List<Part> services;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private List<Watch> watches = List.of();
    private @Nullable Thread following;
    private @Nullable LogRotation rotation;

    /**
     * @param stores started first
     * @param services started together once all stores but PostgreSQL are ready, without which they begin; in the order in
     *     which requests come last to them
     */
    Supervisor(Settings settings, List<Part> stores, List<Part> services, Clock clock) {
        this.settings = settings;
        this.stores = stores;
        this.services = services;
        this.clock = clock;
    }

    /** Runs until {@link #stop()}; false when another supervisor has this stack. */
    boolean run() throws InterruptedException {
        try (FileChannel channel =
                        FileChannel.open(settings.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel)) {
            if (lock == null) {
                log.error("another supervisor holds {}", settings.lock());
                return false;
            }
            Files.writeString(settings.pidFile(), ProcessHandle.current().pid() + System.lineSeparator());
            begin();
            stopped.await();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + settings.home(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private synchronized void begin() {
        log.info("supervisor pid {} for {}", ProcessHandle.current().pid(), settings.home());
        StateFile file = new StateFile(settings.state());
        Board board = new Board(file, initialState());
        rotation = LogRotation.begin(settings.home().resolve("log"));
        watches = Stream.concat(stores.stream(), services.stream())
                .map(part -> new Watch(part, board, new Backoff(), clock))
                .toList();
        List<Watch> first = watches.subList(0, stores.size());
        List<Watch> then = watches.subList(stores.size(), watches.size());
        first.forEach(Watch::begin);
        following = Thread.ofVirtual().name("services").start(() -> {
            try {
                board.await(state -> stores.stream()
                        .filter(store -> !store.name().equals(Settings.POSTGRES))
                        .allMatch(store -> state.part(store.name())
                                .filter(part -> part.state() == PartState.State.READY)
                                .isPresent()));
                then.forEach(Watch::begin);
                board.await(StackState::ready);
                for (Part service : services) {
                    if (service instanceof JvmService jvm) {
                        jvm.cache().make(jvm);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private StackState initialState() {
        List<PartState> parts = Stream.concat(stores.stream(), services.stream())
                .map(part -> new PartState(
                        part.name(), null, part.port(), PartState.State.WAITING, 0, clock.instant(), null))
                .toList();
        return new StackState(
                ProcessIdentity.of(ProcessHandle.current()), settings.gatewayUrl(), clock.instant(), parts);
    }

    /** Stops everything, last started first, and returns when no process is left. */
    synchronized void stop() {
        log.info("stopping");
        if (following != null) {
            following.interrupt();
        }
        watches.reversed().forEach(Watch::stop);
        // A store that was caught between its start and its first answer.
        new Leftovers(settings).stop(new Progress(System.out));
        if (rotation != null) {
            rotation.close();
        }
        try {
            Files.deleteIfExists(settings.pidFile());
        } catch (IOException e) {
            log.warn("cannot remove {}", settings.pidFile(), e);
        }
        new StateFile(settings.state()).delete();
        log.info("stopped");
        stopped.countDown();
    }
}
