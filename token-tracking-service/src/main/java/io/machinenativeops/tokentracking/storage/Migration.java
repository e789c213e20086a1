package io.machinenativeops.tokentracking.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.machinenativeops.platform.digest.Sha256;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * One step of the schema: a file {@code V<version>__<name>.sql} of statements that can be repeated without harm, with
 * placeholders {@code ${…}} for what differs between a single server and a cluster.
 */
record Migration(int version, String name, String template, String checksum) {

    private static final Pattern FILE = Pattern.compile("V(\\d+)__(\\w+)\\.sql");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$\\R?");

    static Migration of(String file, String template) {
        var parts = FILE.matcher(file);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "migration '" + file + "' is not named V<number>__<name>.sql, such as V1__usage_events.sql");
        }
        return new Migration(Integer.parseInt(parts.group(1)), parts.group(2), template, Sha256.hex(template));
    }

    /** The migrations in a folder of the class path, oldest first. */
    static List<Migration> load(String folder) {
        try {
            var files = new PathMatchingResourcePatternResolver().getResources("classpath:" + folder + "/V*.sql");
            var migrations = Stream.of(files)
                    .map(Migration::read)
                    .sorted(Comparator.comparingInt(Migration::version))
                    .toList();
            if (migrations.stream().map(Migration::version).distinct().count() < migrations.size()) {
                throw new IllegalStateException("migrations of " + folder + " share a number: found "
                        + migrations.stream().map(Migration::version).toList());
            }
            return migrations;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The statements, with every placeholder filled in. */
    List<String> statements(Map<String, String> values) {
        var sql = PLACEHOLDER.matcher(COMMENT.matcher(template).replaceAll("")).replaceAll(found -> {
            var value = values.get(found.group(1));
            if (value == null) {
                throw new IllegalStateException(
                        "migration " + version + " has the unknown placeholder " + found.group());
            }
            return Matcher.quoteReplacement(value);
        });
        return Pattern.compile(";\\s*(?:\\R|$)")
                .splitAsStream(sql)
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static Migration read(Resource file) {
        try (var in = file.getInputStream()) {
            return of(
                    Objects.requireNonNull(file.getFilename()),
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
