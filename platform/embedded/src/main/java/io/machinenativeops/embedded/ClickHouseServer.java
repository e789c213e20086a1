package io.machinenativeops.embedded;

import java.io.IOException;
import java.lang.System.Logger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * The engine behind ClickHouse's HTTP interface on 127.0.0.1; the main class of the ClickHouse process.
 *
 * <p>Requests run on platform threads: a call into the engine holds its carrier, so virtual threads would allow no more
 * statements than the machine has processors.
 */
final class ClickHouseServer implements AutoCloseable {

    static final int KEEP_ALIVE_SECONDS = 30;

    private static final Logger LOG = System.getLogger(ClickHouseServer.class.getName());
    private static final int STOP_SECONDS = 20;
    private static final byte[] OK = "Ok.\n".getBytes(StandardCharsets.US_ASCII);

    private final Engine engine;
    private final HttpServer server;
    private final DiskGuard disk;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    /** Shared by the requests that run, taken alone to stop. */
    private final ReadWriteLock running = new ReentrantReadWriteLock();

    private final AtomicBoolean closed = new AtomicBoolean();

    private ClickHouseServer(Engine engine, HttpServer server, DiskGuard disk) {
        this.engine = engine;
        this.server = server;
        this.disk = disk;
    }

    static ClickHouseServer start(ServerSettings settings) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Longer than clients are told, so that none sends into a connection that is just being closed.
        System.setProperty("sun.net.httpserver.idleInterval", Integer.toString(2 * KEEP_ALIVE_SECONDS));
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()), 0);
        Engine engine = Engine.open(settings);
        DiskGuard disk = DiskGuard.of(settings.data(), engine::housekeeping);
        ClickHouseServer started = new ClickHouseServer(engine, server, disk);
        QueryHandler queries = new QueryHandler(engine, settings, disk);
        server.createContext("/", exchange -> started.admit(exchange, queries));
        server.setExecutor(started.threads);
        server.start();
        return started;
    }

    /** Refuses new requests, lets the running ones end, and closes the engine. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            // The server's own patience never ends early once a client has broken off its request.
            if (!running.writeLock().tryLock(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Logger.Level.WARNING, "Requests still run after " + STOP_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        threads.shutdown();
        disk.close();
        engine.close();
    }

    /**
     * Runs until SIGTERM, then ends in good order with exit code 0: the JVM's own code for a signal would be 143.
     *
     * @param arguments see {@link ServerSettings}
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ClickHouseServer server = start(ServerSettings.parse(List.of(arguments)));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            Runtime.getRuntime().halt(0);
        }));
        Thread.currentThread().join();
    }

    private void admit(HttpExchange exchange, QueryHandler queries) throws IOException {
        if (!running.readLock().tryLock()) {
            refuse(exchange, 503);
            return;
        }
        try {
            if (closed.get()) {
                refuse(exchange, 503);
            } else {
                route(exchange, queries);
            }
        } finally {
            running.readLock().unlock();
        }
    }

    private static void route(HttpExchange exchange, QueryHandler queries) throws IOException {
        URI uri = exchange.getRequestURI();
        String path = uri.getPath();
        boolean bare = uri.getRawQuery() == null || uri.getRawQuery().isEmpty();
        if (path.equals("/ping")
                || (path.equals("/") && bare && exchange.getRequestMethod().equals("GET"))) {
            pong(exchange);
        } else if (path.equals("/")) {
            queries.handle(exchange);
        } else {
            refuse(exchange, 404);
        }
    }

    private static void refuse(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private static void pong(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, OK.length);
            exchange.getResponseBody().write(OK);
        }
    }
}
