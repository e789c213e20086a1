package io.machinenativeops.tokentracking.pricing;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The price rows of all models, found by provider, model and time.
 *
 * <p>A row is only ever found under its own provider: what another host charges for the same model says nothing.
 */
public final class PriceBook {
    private final List<ModelPrice> rows;
    private final Map<String, List<ModelPrice>> byModel = new HashMap<>();
    private final Map<String, List<ModelPrice>> byAlias = new HashMap<>();
    private final Map<String, ModelPrice> byVersion = new HashMap<>();

    private PriceBook(List<ModelPrice> rows, List<ModelPrice> retired) {
        this.rows = rows.stream().sorted(ORDER).toList();
        for (ModelPrice row : this.rows) {
            index(byModel, row, row.model());
            row.aliases().forEach(alias -> index(byAlias, row, alias));
        }
        retired.forEach(row -> byVersion.put(row.version(), row));
        this.rows.forEach(row -> byVersion.put(row.version(), row));
    }

    /** Order of listing: provider, model, region, start of validity. */
    public static final Comparator<ModelPrice> ORDER = Comparator.comparing(ModelPrice::provider)
            .thenComparing(ModelPrice::model)
            .thenComparing(row -> row.region() == null ? "" : row.region())
            .thenComparing(row -> row.effectiveFrom() == null ? Instant.MIN : row.effectiveFrom());

    /** The catalogue that ships with the service. */
    public static PriceBook load() {
        return new PriceBook(
                CatalogueFile.read("/prices/catalogue.jsonl"), CatalogueFile.read("/prices/retired.jsonl"));
    }

    /** A book of these rows. */
    public static PriceBook of(List<ModelPrice> rows) {
        return new PriceBook(rows, List.of());
    }

    /** The row without region for this model at this provider, valid at this moment. */
    public Optional<ModelPrice> find(String provider, String model, Instant at) {
        return find(provider, model, null, at);
    }

    /** The row of this region; without one, the row that has no region. Another region's row is never taken. */
    public Optional<ModelPrice> find(String provider, String model, @Nullable String region, Instant at) {
        String canonical = ProviderNames.canonical(provider);
        Optional<ModelPrice> exact = named(canonical, model.strip(), region, at);
        if (exact.isPresent()) {
            return exact;
        }
        for (String name : ModelNames.candidates(canonical, model)) {
            Optional<ModelPrice> row = named(canonical, name, region, at);
            if (row.isPresent()) {
                return row;
            }
        }
        return Optional.empty();
    }

    private Optional<ModelPrice> named(String provider, String name, @Nullable String region, Instant at) {
        String key = key(provider, name);
        ModelPrice row = pick(byModel.getOrDefault(key, List.of()), region, at);
        if (row != null) {
            return Optional.of(row);
        }
        for (ModelPrice aliased : byAlias.getOrDefault(key, List.of())) {
            if (aliased.validAt(at)) {
                return Optional.of(aliased);
            }
        }
        return Optional.empty();
    }

    /** The rows of all regions for the nearest of the model's names that has any, in the order of listing. */
    public List<ModelPrice> named(String provider, String model, Instant at) {
        for (String name : ModelNames.candidates(provider, model)) {
            String key = key(provider, name);
            for (Map<String, List<ModelPrice>> names : List.of(byModel, byAlias)) {
                List<ModelPrice> found = names.getOrDefault(key, List.of()).stream()
                        .filter(row -> row.validAt(at))
                        .toList();
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return List.of();
    }

    /** The row a stored event was priced with, also when it is no longer in force. */
    public Optional<ModelPrice> version(String priceVersion) {
        return Optional.ofNullable(byVersion.get(priceVersion));
    }

    /** All rows in force or to come, in the order of listing. */
    public List<ModelPrice> rows() {
        return rows;
    }

    /** Rows from lines of the catalogue's format. */
    public static List<ModelPrice> rows(BufferedReader lines) throws IOException {
        return CatalogueFile.read(lines);
    }

    /**
     * A price from {@code {unit, amount, conditions}}, the catalogue's format.
     *
     * @throws RuntimeException if it can't be read so
     */
    public static UnitPrice unitPrice(JsonNode price) {
        return CatalogueFile.price(price, null, PriceStatus.OVERRIDE);
    }

    private static void index(Map<String, List<ModelPrice>> names, ModelPrice row, String name) {
        names.computeIfAbsent(key(row.provider(), name), k -> new ArrayList<>()).add(row);
    }

    private static @Nullable ModelPrice pick(List<ModelPrice> found, @Nullable String region, Instant at) {
        ModelPrice anywhere = null;
        for (ModelPrice row : found) {
            if (row.validAt(at)) {
                if (region != null && region.equalsIgnoreCase(row.region())) {
                    return row;
                }
                if (row.region() == null && anywhere == null) {
                    anywhere = row;
                }
            }
        }
        return anywhere;
    }

    private static String key(String provider, String model) {
        return provider + '\n' + model.toLowerCase(Locale.ROOT);
    }
}
