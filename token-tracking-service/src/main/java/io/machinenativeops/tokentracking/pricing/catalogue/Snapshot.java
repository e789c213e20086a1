package io.machinenativeops.tokentracking.pricing.catalogue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.machinenativeops.tokentracking.pricing.ModelPrice;
import io.machinenativeops.tokentracking.pricing.PriceBook;
import io.machinenativeops.tokentracking.pricing.PriceStatus;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The catalogue files in a folder: rows in force, rows that once were, and the list of imports. */
final class Snapshot {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path catalogue;
    private final Path retired;
    private final Path manifest;

    Snapshot(Path folder) {
        this.catalogue = folder.resolve("catalogue.jsonl");
        this.retired = folder.resolve("retired.jsonl");
        this.manifest = folder.resolve("imports.json");
    }

    /**
     * Writes the files. Rows that are replaced go to the retired ones, so that an event priced with them can still be
     * explained.
     *
     * @throws IllegalStateException when the new catalogue has far fewer models or a price far from the one before, unless
     *     accepted
     */
    void write(List<ModelPrice> rows, ImportReport report, LocalDate seen, boolean accept) throws IOException {
        List<ModelPrice> before = read(catalogue);
        if (!accept) {
            new Drift(before, rows).refuse();
        }
        Set<String> versions = rows.stream().map(ModelPrice::version).collect(Collectors.toSet());
        if (versions.size() != rows.size()) {
            throw new IllegalStateException(
                    rows.size() + " rows have " + versions.size() + " versions, expected one version a row");
        }
        var old = new ArrayList<>(read(retired));
        before.stream().filter(row -> !versions.contains(row.version())).forEach(old::add);
        old.removeIf(row -> versions.contains(row.version()));
        Files.createDirectories(catalogue.toAbsolutePath().getParent());
        Files.writeString(catalogue, lines(rows));
        if (!old.isEmpty()) {
            Files.writeString(retired, lines(old));
        }
        Files.writeString(manifest, manifest(rows, report, seen));
    }

    private static List<ModelPrice> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return PriceBook.rows(reader);
        }
    }

    private static String lines(List<ModelPrice> rows) {
        return rows.stream().map(CatalogueJson::line).collect(Collectors.joining("\n", "", "\n"));
    }

    /** The imports so far, the newest first, each with its counts. */
    private String manifest(List<ModelPrice> rows, ImportReport report, LocalDate seen) throws IOException {
        ArrayNode imports = JSON.createArrayNode();
        ObjectNode entry = imports.addObject();
        entry.put("id", seen.toString());
        entry.put("seenAt", seen.toString());
        entry.put("rows", rows.size());
        entry.put(
                "models",
                rows.stream()
                        .map(row -> row.provider() + '\n' + row.model())
                        .distinct()
                        .count());
        entry.put(
                "providers", rows.stream().map(ModelPrice::provider).distinct().count());
        ObjectNode status = entry.putObject("rowsByStatus");
        for (PriceStatus each : PriceStatus.values()) {
            status.put(
                    each.key(),
                    rows.stream().filter(row -> row.status() == each).count());
        }
        counts(entry.putObject("figures"), report.comparisons());
        counts(entry.putObject("decisions"), report.decisions());
        counts(entry.putObject("skippedRows"), report.skippedRows());
        counts(entry.putObject("keysLeftOut"), report.leftKeys());
        counts(entry.putObject("keysNotUnderstood"), report.unknownKeys());
        counts(entry.putObject("figuresRefused"), report.refusedFigures());
        ObjectNode examples = entry.putObject("figuresRefusedExamples");
        new TreeMap<>(report.refusedExamples()).forEach(examples::put);
        if (Files.exists(manifest)) {
            JSON.readTree(Files.readString(manifest)).forEach(old -> {
                if (!old.path("id").asString().equals(seen.toString())) {
                    imports.add(old);
                }
            });
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(imports) + "\n";
    }

    private static void counts(ObjectNode node, Map<String, Integer> counts) {
        counts.forEach(node::put);
    }
}
