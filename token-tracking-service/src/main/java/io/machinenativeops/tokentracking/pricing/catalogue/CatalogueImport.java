package io.machinenativeops.tokentracking.pricing.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.machinenativeops.tokentracking.pricing.ModelPrice;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the catalogue files from the two collections; run by hand when they change, see docs/guides/pricing.md.
 *
 * <p>Arguments: file of the first collection, file of the second, the day both were fetched (ISO date), the folder to write
 * to, and {@code --accept} to take a catalogue that is much smaller or much dearer than the one before.
 */
public final class CatalogueImport {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final ImportReport report = new ImportReport();
    private final List<ModelPrice> rows;

    private CatalogueImport(JsonNode litellm, JsonNode genai, LocalDate seen) {
        List<LitellmModel> first = new LitellmFile(report).read(litellm);
        List<GenaiModel> second = new GenaiFile(report).read(genai);
        this.rows = new Catalogue(report, seen).join(first, second, pages(genai));
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 4) {
            throw new IllegalArgumentException(
                    "got " + args.length + " arguments, expected LITELLM_FILE GENAI_FILE DAY FOLDER [--accept]");
        }
        var made = of(Files.readString(Path.of(args[0])), Files.readString(Path.of(args[1])), LocalDate.parse(args[2]));
        Path folder = Path.of(args[3]);
        Snapshot snapshot = new Snapshot(folder);
        snapshot.write(
                made.rows, made.report, LocalDate.parse(args[2]), List.of(args).contains("--accept"));
    }

    /** Reads both collections, decimals as decimals. */
    static CatalogueImport of(String litellm, String genai, LocalDate seen) {
        return new CatalogueImport(JSON.readTree(litellm), JSON.readTree(genai), seen);
    }

    List<ModelPrice> rows() {
        return rows;
    }

    ImportReport report() {
        return report;
    }

    private static Map<String, String> pages(JsonNode genai) {
        var pages = new HashMap<String, String>();
        for (JsonNode provider : genai) {
            JsonNode urls = provider.path("pricing_urls");
            if (!urls.isEmpty()) {
                pages.put(provider.path("id").asString(), urls.get(0).asString());
            }
        }
        return pages;
    }
}
