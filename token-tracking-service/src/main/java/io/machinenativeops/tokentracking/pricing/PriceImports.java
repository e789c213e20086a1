package io.machinenativeops.tokentracking.pricing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The imports the catalogue was made by, the newest first. */
final class PriceImports {
    private static final String RESOURCE = "/prices/imports.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PriceImports() {}

    /**
     * One import.
     *
     * @param id names the catalogue it made
     * @param seenAt day the collections were read
     * @param confirmed rows whose standard prices both collections state
     * @param single rows that one collection states
     * @param decided rows with a price that a rule chose
     */
    record Import(
            String id, LocalDate seenAt, int rows, int models, int providers, int confirmed, int single, int decided) {}

    static List<Import> load() {
        try (InputStream in = PriceImports.class.getResourceAsStream(RESOURCE)) {
            var imports = new ArrayList<Import>();
            for (JsonNode each : JSON.readTree(in)) {
                JsonNode status = each.required("rowsByStatus");
                imports.add(new Import(
                        each.required("id").asString(),
                        LocalDate.parse(each.required("seenAt").asString()),
                        each.required("rows").intValue(),
                        each.required("models").intValue(),
                        each.required("providers").intValue(),
                        status.required("confirmed").intValue(),
                        status.required("single").intValue(),
                        status.required("decided").intValue()));
            }
            return imports;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }
}
