package io.machinenativeops.embedded;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The ClickHouse engine in this JVM, open on one folder.
 *
 * <p>A connection of the engine runs one statement at a time and opens in about 0.3 ms, so each request gets a fresh one
 * and nothing can leak from a request to the next; at most {@link ServerSettings#connections} run at once and the rest
 * wait. One more connection stays open all the time, because the engine stops with its last one.
 */
final class Engine implements AutoCloseable {

    private final Chdb chdb;
    private final ServerSettings settings;
    private final List<String> arguments;
    private final MemorySegment anchor;
    private final Semaphore slots;
    private final String timeZone;

    private Engine(Chdb chdb, ServerSettings settings) {
        this.chdb = chdb;
        this.settings = settings;
        this.arguments = settings.engineArguments();
        this.slots = new Semaphore(settings.connections(), true);
        this.anchor = connect();
        try (EngineSession session = session()) {
            this.timeZone = session.text("SELECT timezone()").strip();
        }
    }

    static Engine open(ServerSettings settings) {
        return new Engine(Chdb.load(settings.library()), settings);
    }

    String timeZone() {
        return timeZone;
    }

    /** A session for one request; waits for a free slot as long as the settings say. */
    EngineSession session() {
        acquireSlot();
        try {
            return new EngineSession(chdb, connect(), slots::release);
        } catch (RuntimeException e) {
            slots.release();
            throw e;
        }
    }

    /** Runs a statement of the server's own, which waits for nobody's slot. */
    void housekeeping(String sql) {
        try (EngineSession session = new EngineSession(chdb, connect(), () -> {})) {
            session.execute(sql);
        }
    }

    /** Waits for the running statements, then closes every connection: leaving the JVM with one open crashes it. */
    @Override
    public void close() {
        slots.acquireUninterruptibly(settings.connections());
        chdb.close(anchor);
        chdb.shutdown();
    }

    private MemorySegment connect() {
        MemorySegment connection = chdb.connect(arguments);
        if (connection.address() == 0) {
            throw new EmbeddedStoreException(
                    "The engine cannot open " + settings.data() + "; is another process using it, and is it writable?");
        }
        return connection;
    }

    private void acquireSlot() {
        try {
            if (!slots.tryAcquire(settings.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                throw EngineException.busy("All " + settings.connections() + " connections were busy for "
                        + settings.patience().toSeconds() + " s; send fewer queries at once");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.busy("The server is stopping");
        }
    }
}
