package io.machinenativeops.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The end of a log in a form that people read: of JSON lines only time, level and message. */
final class LogTail {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int BYTES = 128 * 1024;

    private LogTail() {}

    /** The last lines, those of WARN and ERROR only where there are any. */
    static String of(Path log, int count) {
        List<String> lines;
        try {
            lines = end(log).lines().map(LogTail::readable).toList();
        } catch (IOException e) {
            return "(no log in " + log + ")";
        }
        List<String> grave = lines.stream()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .toList();
        List<String> told = grave.isEmpty() ? lines : grave;
        return Stream.concat(
                        told.subList(Math.max(0, told.size() - count), told.size()).stream(),
                        Stream.of("(from " + log + ")"))
                .reduce((one, next) -> one + System.lineSeparator() + next)
                .orElseThrow();
    }

    private static String end(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - BYTES);
            file.seek(from);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    static String readable(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        try {
            JsonNode json = JSON.readTree(line);
            return "%s %s %s"
                    .formatted(
                            json.path("@timestamp").asString(""),
                            json.path("log").path("level").asString(""),
                            json.path("message").asString("").strip());
        } catch (JacksonException e) {
            return line;
        }
    }
}
