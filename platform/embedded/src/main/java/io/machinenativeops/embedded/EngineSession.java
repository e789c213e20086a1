package io.machinenativeops.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/** A connection of its own for one request: settings, current database and temporary tables end with it. */
final class EngineSession implements AutoCloseable {

    private static final int CHUNK = 256 * 1024;

    private final Chdb chdb;
    private final MemorySegment connection;
    private final Runnable release;

    EngineSession(Chdb chdb, MemorySegment connection, Runnable release) {
        this.chdb = chdb;
        this.connection = connection;
        this.release = release;
    }

    EngineResult query(NativeQuery query) {
        return EngineResult.take(chdb, chdb.query(Chdb.handle(connection), query));
    }

    void execute(String sql) {
        query(NativeQuery.of(sql)).close();
    }

    /** The whole answer to a small query, tab-separated. */
    String text(String sql) {
        try (EngineResult result = query(NativeQuery.of(sql))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            result.writeTo(out);
            return out.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Inserts rows as they arrive, whatever bytes they hold; when reading them fails nothing more is inserted.
     *
     * @param head the INSERT up to its FORMAT or VALUES
     */
    EngineResult insert(NativeQuery head, InputStream rows) throws IOException {
        MemorySegment stream = chdb.insert(Chdb.handle(connection), head);
        try (Arena arena = Arena.ofConfined()) {
            chdb.requireGoodInsert(stream);
            MemorySegment buffer = arena.allocate(CHUNK);
            byte[] chunk = new byte[CHUNK];
            for (int length = rows.readNBytes(chunk, 0, CHUNK); length > 0; length = rows.readNBytes(chunk, 0, CHUNK)) {
                MemorySegment.copy(chunk, 0, buffer, JAVA_BYTE, 0, length);
                if (!chdb.append(stream, buffer, length)) {
                    break;
                }
            }
            return EngineResult.take(chdb, chdb.done(stream));
        } finally {
            chdb.destroyInsert(stream);
        }
    }

    @Override
    public void close() {
        chdb.close(connection);
        release.run();
    }
}
