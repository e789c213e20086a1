package io.machinenativeops.embedded;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** The C functions of the engine library, one Java method each; pointers stay {@link MemorySegment}s. */
@SuppressWarnings("restricted")
final class Chdb {

    private static final long LONGEST_ERROR = 1 << 20;

    private final SymbolLookup symbols;
    private final MethodHandle connect;
    private final MethodHandle closeConnection;
    private final MethodHandle shutdown;
    private final MethodHandle query;
    private final MethodHandle insert;
    private final MethodHandle append;
    private final MethodHandle done;
    private final MethodHandle insertError;
    private final MethodHandle destroyInsert;
    private final MethodHandle resultError;
    private final MethodHandle resultBuffer;
    private final MethodHandle destroyResult;
    private final Map<Counter, MethodHandle> counters = new EnumMap<>(Counter.class);

    /** What a result counts. */
    enum Counter {
        LENGTH("chdb_result_length"),
        RESULT_ROWS("chdb_result_rows_read"),
        RESULT_BYTES("chdb_result_bytes_read"),
        READ_ROWS("chdb_result_storage_rows_read"),
        READ_BYTES("chdb_result_storage_bytes_read"),
        WRITTEN_ROWS("chdb_result_rows_written"),
        WRITTEN_BYTES("chdb_result_bytes_written");

        private final String function;

        Counter(String function) {
            this.function = function;
        }
    }

    private Chdb(SymbolLookup symbols) {
        this.symbols = symbols;
        this.connect = function("chdb_connect", ADDRESS, JAVA_INT, ADDRESS);
        this.closeConnection = procedure("chdb_close_conn", ADDRESS);
        this.shutdown = function("chdb_shutdown", JAVA_INT);
        MemoryLayout[] withParameters = {
            ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG
        };
        this.query = function("chdb_query_with_params_n", ADDRESS, withParameters);
        this.insert = function("chdb_stream_insert_with_params_n", ADDRESS, withParameters);
        this.append = function("chdb_stream_append", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
        this.done = function("chdb_stream_done", ADDRESS, ADDRESS);
        this.insertError = function("chdb_stream_insert_error", ADDRESS, ADDRESS);
        this.destroyInsert = procedure("chdb_destroy_insert_stream", ADDRESS);
        this.resultError = function("chdb_result_error", ADDRESS, ADDRESS);
        this.resultBuffer = function("chdb_result_buffer", ADDRESS, ADDRESS);
        this.destroyResult = procedure("chdb_destroy_query_result", ADDRESS);
        for (Counter counter : Counter.values()) {
            counters.put(counter, function(counter.function, JAVA_LONG, ADDRESS));
        }
    }

    /** Loads the library for the rest of the JVM's life and keeps it from replacing the JVM's signal handlers. */
    static Chdb load(Path library) {
        Chdb chdb = new Chdb(SymbolLookup.libraryLookup(library, Arena.global()));
        chdb.call(chdb.procedure("chdb_set_signal_handlers_enabled", JAVA_INT), 0);
        return chdb;
    }

    /** Opens a connection; the result points to the handle that {@link #handle} reads. */
    MemorySegment connect(List<String> arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment argv = arena.allocate(ADDRESS, arguments.size());
            for (int i = 0; i < arguments.size(); i++) {
                argv.setAtIndex(ADDRESS, i, arena.allocateFrom(arguments.get(i)));
            }
            return pointer(connect, arguments.size(), argv);
        }
    }

    static MemorySegment handle(MemorySegment connection) {
        return connection.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
    }

    void close(MemorySegment connection) {
        call(closeConnection, connection);
    }

    boolean shutdown() {
        return ((int) call(shutdown)) == 0;
    }

    MemorySegment query(MemorySegment handle, NativeQuery text) {
        return text.pass(query, handle, this);
    }

    MemorySegment insert(MemorySegment handle, NativeQuery text) {
        return text.pass(insert, handle, this);
    }

    boolean append(MemorySegment stream, MemorySegment bytes, long length) {
        return ((int) call(append, stream, bytes, length)) == 0;
    }

    MemorySegment done(MemorySegment stream) {
        return pointer(done, stream);
    }

    void destroyInsert(MemorySegment stream) {
        call(destroyInsert, stream);
    }

    /** Throws what went wrong with the insert so far, if anything. */
    void requireGoodInsert(MemorySegment stream) {
        throwText(pointer(insertError, stream));
    }

    /** Throws what went wrong with the query, if anything. */
    void requireGoodResult(MemorySegment result) {
        throwText(pointer(resultError, result));
    }

    /** The bytes of a result; they live until {@link #destroyResult}. */
    MemorySegment bytes(MemorySegment result) {
        long length = count(Counter.LENGTH, result);
        return length == 0 ? MemorySegment.NULL : pointer(resultBuffer, result).reinterpret(length);
    }

    long count(Counter counter, MemorySegment result) {
        return (long) call(Objects.requireNonNull(counters.get(counter)), result);
    }

    void destroyResult(MemorySegment result) {
        call(destroyResult, result);
    }

    MemorySegment pointer(MethodHandle function, Object... arguments) {
        return (MemorySegment) call(function, arguments);
    }

    private static void throwText(MemorySegment text) {
        if (text.address() != 0) {
            throw EngineException.ofEngine(text.reinterpret(LONGEST_ERROR).getString(0));
        }
    }

    private MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    private MethodHandle procedure(String name, MemoryLayout... arguments) {
        return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), FunctionDescriptor.ofVoid(arguments));
    }

    private Object call(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("A call of the engine library failed", e);
        }
    }
}
