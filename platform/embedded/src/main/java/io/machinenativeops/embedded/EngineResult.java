package io.machinenativeops.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;

import io.machinenativeops.embedded.Chdb.Counter;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/** The answer to one statement, in the engine's memory until closed. */
final class EngineResult implements AutoCloseable {

    private static final int CHUNK = 64 * 1024;

    private final Chdb chdb;
    private final MemorySegment pointer;

    private EngineResult(Chdb chdb, MemorySegment pointer) {
        this.chdb = chdb;
        this.pointer = pointer;
    }

    /** Takes the result over; an error in it is thrown. */
    static EngineResult take(Chdb chdb, MemorySegment pointer) {
        try {
            chdb.requireGoodResult(pointer);
            return new EngineResult(chdb, pointer);
        } catch (EngineException e) {
            chdb.destroyResult(pointer);
            throw e;
        }
    }

    long length() {
        return count(Counter.LENGTH);
    }

    long count(Counter counter) {
        return chdb.count(counter, pointer);
    }

    void writeTo(OutputStream out) throws IOException {
        MemorySegment bytes = chdb.bytes(pointer);
        byte[] chunk = new byte[CHUNK];
        for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
            int length = (int) Math.min(CHUNK, bytes.byteSize() - at);
            MemorySegment.copy(bytes, JAVA_BYTE, at, chunk, 0, length);
            out.write(chunk, 0, length);
        }
    }

    @Override
    public void close() {
        chdb.destroyResult(pointer);
    }
}
