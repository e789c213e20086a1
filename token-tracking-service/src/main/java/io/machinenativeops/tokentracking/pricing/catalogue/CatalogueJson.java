package io.machinenativeops.tokentracking.pricing.catalogue;

import java.math.BigDecimal;
import java.util.Locale;

import io.machinenativeops.tokentracking.pricing.ModelPrice;
import io.machinenativeops.tokentracking.pricing.Multiplier;
import io.machinenativeops.tokentracking.pricing.PriceConditions;
import io.machinenativeops.tokentracking.pricing.PriceStatus;
import io.machinenativeops.tokentracking.pricing.TimeOfDay;
import io.machinenativeops.tokentracking.pricing.UnitPrice;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a price row as one line of our format: what is absent is left out, amounts are decimal texts. */
final class CatalogueJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private CatalogueJson() {}

    static String line(ModelPrice row) {
        ObjectNode node = JSON.createObjectNode();
        node.put("provider", row.provider());
        node.put("model", row.model());
        put(node, "region", row.region());
        if (!row.aliases().isEmpty()) {
            ArrayNode aliases = node.putArray("aliases");
            row.aliases().forEach(aliases::add);
        }
        node.put("version", row.version());
        put(node, "effectiveFrom", row.effectiveFrom());
        put(node, "effectiveTo", row.effectiveTo());
        node.put("status", row.status().key());
        put(node, "source", row.source());
        put(node, "seenAt", row.seenAt());
        ArrayNode prices = node.putArray("prices");
        row.prices().forEach(price -> prices.add(price(price, row.status())));
        if (!row.multipliers().isEmpty()) {
            ArrayNode multipliers = node.putArray("multipliers");
            row.multipliers().forEach(multiplier -> multipliers.add(statement(multiplier)));
        }
        return JSON.writeValueAsString(node);
    }

    private static ObjectNode price(UnitPrice price, PriceStatus rowStatus) {
        ObjectNode node = statement(price);
        if (price.status() != rowStatus) {
            node.put("status", price.status().key());
        }
        if (!price.figures().isEmpty()) {
            ArrayNode figures = node.putArray("figures");
            price.figures()
                    .forEach(figure -> figures.addObject()
                            .put("collection", figure.collection())
                            .put("amount", text(figure.amount())));
        }
        put(node, "reason", price.reason());
        return node;
    }

    /** What the price is and when it applies, which is all that a version stands for. */
    static ObjectNode statement(UnitPrice price) {
        ObjectNode node = JSON.createObjectNode();
        node.put("unit", price.unit().key());
        node.put("amount", text(price.amount()));
        if (!price.conditions().equals(PriceConditions.NONE)) {
            node.set("conditions", conditions(price.conditions()));
        }
        return node;
    }

    /** What a surcharge is and when it applies. */
    static ObjectNode statement(Multiplier multiplier) {
        ObjectNode node = JSON.createObjectNode();
        node.put("factor", text(multiplier.factor()));
        if (!multiplier.conditions().equals(PriceConditions.NONE)) {
            node.set("conditions", conditions(multiplier.conditions()));
        }
        return node;
    }

    private static ObjectNode conditions(PriceConditions conditions) {
        ObjectNode node = JSON.createObjectNode();
        Long above = conditions.promptTokensAbove();
        if (above != null) {
            node.put("promptTokensAbove", above);
        }
        Long from = conditions.promptTokensFrom();
        if (from != null) {
            node.put("promptTokensFrom", from);
        }
        put(node, "serviceTier", conditions.serviceTier());
        put(node, "region", conditions.region());
        put(node, "speed", conditions.speed());
        put(node, "size", conditions.size());
        put(node, "quality", conditions.quality());
        TimeOfDay hours = conditions.timeOfDay();
        if (hours != null) {
            ObjectNode time = node.putObject("timeOfDay");
            time.put("from", hours.from().toString());
            time.put("to", hours.to().toString());
            time.put("of", hours.end() ? "end" : "start");
            if (!hours.days().isEmpty()) {
                ArrayNode days = time.putArray("days");
                hours.days().forEach(day -> days.add(day.name().toLowerCase(Locale.ROOT)));
            }
        }
        BigDecimal least = conditions.minUnits();
        if (least != null) {
            node.put("minUnits", text(least));
        }
        return node;
    }

    private static String text(BigDecimal amount) {
        return amount.toPlainString();
    }

    private static void put(ObjectNode node, String field, @Nullable Object value) {
        if (value != null) {
            node.put(field, value.toString());
        }
    }
}
