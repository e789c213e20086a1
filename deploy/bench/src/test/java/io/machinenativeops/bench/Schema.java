package io.machinenativeops.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The service's own tables in an embedded ClickHouse. */
final class Schema {

    private static final Path TEMPLATES = Path.of("../../token-tracking-service/src/main/resources/clickhouse");

    private Schema() {}

    static void create(Sql sql) throws IOException {
        sql.rows("DROP DATABASE IF EXISTS mno");
        sql.rows("CREATE DATABASE mno");
        try (var files = Files.list(TEMPLATES)) {
            for (var file : files.sorted().toList()) {
                var text = Pattern.compile("\\$\\{(\\w+)}")
                        .matcher(Files.readString(file).replaceAll("(?m)--.*$", ""))
                        .replaceAll(match -> switch (match.group(1)) {
                            case "database" -> "mno";
                            case "deduplication" -> "non_replicated_deduplication_window = 100";
                            default -> "";
                        });
                for (var statement : text.split(";", -1)) {
                    if (!statement.isBlank()) {
                        sql.rows(statement);
                    }
                }
            }
        }
    }
}
