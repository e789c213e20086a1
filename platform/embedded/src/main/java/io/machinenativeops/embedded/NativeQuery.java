package io.machinenativeops.embedded;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** One statement as the engine takes it. */
final class NativeQuery {

    private final byte[] sql;
    private final String format;
    private final Map<String, String> parameters;

    /**
     * @param sql UTF-8 text, which may hold any byte
     * @param format input format of an insert's rows, output format of everything else
     * @param parameters values of {@code {name:Type}} placeholders, in ClickHouse's escaped text form
     */
    NativeQuery(byte[] sql, String format, Map<String, String> parameters) {
        this.sql = sql;
        this.format = format;
        this.parameters = parameters;
    }

    static NativeQuery of(String sql) {
        return new NativeQuery(sql.getBytes(StandardCharsets.UTF_8), "TabSeparated", Map.of());
    }

    /** Calls {@code function(connection, sql, length, format, length, names, lengths, values, lengths, count)}. */
    MemorySegment pass(MethodHandle function, MemorySegment connection, Chdb chdb) {
        byte[] formatName = format.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            var names = bytes(parameters.keySet());
            var values = bytes(parameters.values());
            return chdb.pointer(
                    function,
                    connection,
                    arena.allocateFrom(JAVA_BYTE, sql),
                    (long) sql.length,
                    arena.allocateFrom(JAVA_BYTE, formatName),
                    (long) formatName.length,
                    pointers(arena, names),
                    lengths(arena, names),
                    pointers(arena, values),
                    lengths(arena, values),
                    (long) parameters.size());
        }
    }

    private static List<byte[]> bytes(Collection<String> texts) {
        return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static MemorySegment pointers(Arena arena, List<byte[]> texts) {
        MemorySegment array = arena.allocate(ADDRESS, texts.size());
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ADDRESS, i, arena.allocateFrom(JAVA_BYTE, texts.get(i)));
        }
        return array;
    }

    private static MemorySegment lengths(Arena arena, List<byte[]> texts) {
        MemorySegment array = arena.allocate(JAVA_LONG, texts.size());
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(JAVA_LONG, i, texts.get(i).length);
        }
        return array;
    }
}
