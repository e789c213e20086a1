package io.machinenativeops.tokentracking.pricing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads price rows from our own format: one model a line, amounts as decimal texts. */
final class CatalogueFile {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CatalogueFile() {}

    /** The rows of a resource; none when it is absent. */
    static List<ModelPrice> read(String resource) {
        try (InputStream in = CatalogueFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                return List.of();
            }
            return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    static List<ModelPrice> read(BufferedReader reader) throws IOException {
        var rows = new ArrayList<ModelPrice>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (!line.isBlank()) {
                rows.add(row(JSON.readTree(line)));
            }
        }
        return rows;
    }

    static ModelPrice row(JsonNode row) {
        PriceStatus status = PriceStatus.ofKey(row.required("status").asString());
        String region = text(row, "region");
        var prices = new ArrayList<UnitPrice>();
        for (JsonNode price : row.required("prices")) {
            prices.add(price(price, region, status));
        }
        var multipliers = new ArrayList<Multiplier>();
        for (JsonNode multiplier : row.path("multipliers")) {
            multipliers.add(
                    new Multiplier(decimal(multiplier, "factor"), conditions(multiplier.path("conditions"), null)));
        }
        var aliases = new ArrayList<String>();
        row.path("aliases").forEach(alias -> aliases.add(alias.asString()));
        return new ModelPrice(
                row.required("provider").asString(),
                row.required("model").asString(),
                aliases,
                region,
                "USD",
                row.required("version").asString(),
                Optional.ofNullable(text(row, "effectiveFrom"))
                        .map(Instant::parse)
                        .orElse(null),
                Optional.ofNullable(text(row, "effectiveTo"))
                        .map(Instant::parse)
                        .orElse(null),
                status,
                prices,
                multipliers,
                text(row, "source"),
                Optional.ofNullable(text(row, "seenAt")).map(LocalDate::parse).orElse(null));
    }

    static UnitPrice price(JsonNode price, @Nullable String region, PriceStatus rowStatus) {
        String key = price.required("unit").asString();
        Unit unit = Unit.ofKey(key)
                .orElseThrow(() -> new IllegalArgumentException("unit is " + key + ", expected a known unit"));
        var figures = new ArrayList<UnitPrice.Figure>();
        for (JsonNode figure : price.path("figures")) {
            figures.add(new UnitPrice.Figure(figure.required("collection").asString(), decimal(figure, "amount")));
        }
        String status = text(price, "status");
        return new UnitPrice(
                unit,
                decimal(price, "amount"),
                conditions(price.path("conditions"), region),
                status == null ? rowStatus : PriceStatus.ofKey(status),
                figures,
                text(price, "reason"));
    }

    private static PriceConditions conditions(JsonNode conditions, @Nullable String rowRegion) {
        return new PriceConditions(
                number(conditions, "promptTokensAbove"),
                number(conditions, "promptTokensFrom"),
                text(conditions, "serviceTier"),
                rowRegion == null ? text(conditions, "region") : null,
                text(conditions, "speed"),
                text(conditions, "size"),
                text(conditions, "quality"),
                conditions.has("timeOfDay") ? hours(conditions.get("timeOfDay")) : null,
                conditions.has("minUnits") ? decimal(conditions, "minUnits") : null);
    }

    private static TimeOfDay hours(JsonNode hours) {
        return new TimeOfDay(
                LocalTime.parse(hours.required("from").asString()),
                LocalTime.parse(hours.required("to").asString()),
                "end".equals(text(hours, "of")),
                days(hours.path("days")));
    }

    private static Set<DayOfWeek> days(JsonNode names) {
        return names.valueStream()
                .map(day -> DayOfWeek.valueOf(day.asString().toUpperCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static BigDecimal decimal(JsonNode node, String field) {
        return new BigDecimal(node.required(field).asString());
    }

    private static @Nullable Long number(JsonNode node, String field) {
        return node.has(field) ? node.get(field).longValue() : null;
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.has(field) ? node.get(field).asString() : null;
    }
}
