package io.machinenativeops.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the ClickHouse process is told on its command line.
 *
 * @param library the engine library
 * @param data folder of the engine's data
 * @param port on 127.0.0.1
 * @param connections statements that run at once; more wait
 * @param patience how long a request waits for a free connection
 * @param memoryBytes bound of the engine's memory, all statements together
 * @param maxResultBytes longest answer
 * @param maxRequestBytes longest request body, uncompressed
 */
record ServerSettings(
        Path library,
        Path data,
        int port,
        int connections,
        Duration patience,
        long memoryBytes,
        long maxResultBytes,
        long maxRequestBytes) {

    ServerSettings {
        require("port", port, 0);
        require("connections", connections, 1);
        require("memoryBytes", memoryBytes, 1);
        require("maxResultBytes", maxResultBytes, 1);
        require("maxRequestBytes", maxRequestBytes, 1);
    }

    List<String> toArguments() {
        return List.of(
                "library=" + library,
                "data=" + data,
                "port=" + port,
                "connections=" + connections,
                "patience=" + patience,
                "memoryBytes=" + memoryBytes,
                "maxResultBytes=" + maxResultBytes,
                "maxRequestBytes=" + maxRequestBytes);
    }

    /** What each connection of the engine is opened with; the engine takes its own bounds from the first one. */
    List<String> engineArguments() {
        return List.of(
                "clickhouse",
                "--path=" + data,
                "--max_server_memory_usage=" + memoryBytes,
                "--max_memory_usage=" + memoryBytes / 4 * 3,
                "--max_result_bytes=" + maxResultBytes,
                // The library's own defaults would accept statements that a server refuses.
                "--implicit_select=0",
                "--allow_introspection_functions=0");
    }

    static ServerSettings parse(List<String> arguments) {
        Map<String, String> values = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("Argument '" + argument + "', expected name=value");
            }
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return new ServerSettings(
                Path.of(value(values, "library")),
                Path.of(value(values, "data")),
                Integer.parseInt(value(values, "port")),
                Integer.parseInt(value(values, "connections")),
                Duration.parse(value(values, "patience")),
                Long.parseLong(value(values, "memoryBytes")),
                Long.parseLong(value(values, "maxResultBytes")),
                Long.parseLong(value(values, "maxRequestBytes")));
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Argument " + name + "=… is missing, got " + values.keySet());
        }
        return value;
    }

    private static void require(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least " + least);
        }
    }
}
