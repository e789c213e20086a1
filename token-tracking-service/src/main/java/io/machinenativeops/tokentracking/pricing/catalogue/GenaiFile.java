package io.machinenativeops.tokentracking.pricing.catalogue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.machinenativeops.tokentracking.pricing.PriceConditions;
import io.machinenativeops.tokentracking.pricing.ServiceTiers;
import io.machinenativeops.tokentracking.pricing.TimeOfDay;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the second collection: providers with models, prices as decimal texts for a million or a thousand.
 *
 * <p>A price without a date holds until the first dated one. A time-of-day price holds from the last date stated before it
 * in the list. A variant ({@code batch}, a tier, a speed) holds from its own date.
 */
final class GenaiFile {
    static final String NAME = "genai-prices";
    /** Enough for a price by the hour stated for a second, which has no end. */
    private static final MathContext DIGITS = new MathContext(15);

    private final ImportReport report;

    GenaiFile(ImportReport report) {
        this.report = report;
    }

    /** Prices that begin on a date, or always held. */
    private record Entry(@Nullable Instant from, Map<PriceKey, BigDecimal> prices) {}

    List<GenaiModel> read(JsonNode file) {
        var models = new ArrayList<GenaiModel>();
        for (JsonNode provider : file) {
            String id = provider.path("id").asString();
            for (JsonNode model : provider.path("models")) {
                if (id.equals("openai-decisions")) {
                    report.skipped(NAME, "price of another endpoint, not of a model");
                    continue;
                }
                model(id, model).ifPresent(models::add);
            }
        }
        return models;
    }

    private Optional<GenaiModel> model(String provider, JsonNode model) {
        var base = new ArrayList<Entry>();
        var overlays = new ArrayList<Entry>();
        JsonNode prices = model.path("prices");
        if (prices.isArray()) {
            dated(prices, base, overlays);
        } else if (prices.isObject()) {
            base.add(new Entry(null, prices(prices, PriceConditions.NONE)));
        }
        model.path("price_variants").forEach(variant -> variant(variant, overlays));
        List<GenaiModel.Period> periods = periods(base, overlays);
        if (periods.stream().allMatch(period -> period.prices().isEmpty())) {
            report.skipped(NAME, "no price");
            return Optional.empty();
        }
        return Optional.of(
                new GenaiModel(provider, model.path("id").asString(), MatchRule.read(model.path("match")), periods));
    }

    private void dated(JsonNode prices, List<Entry> base, List<Entry> overlays) {
        Instant latest = null;
        for (JsonNode entry : prices) {
            JsonNode constraint = entry.path("constraint");
            if (constraint.has("start_time")) {
                TimeOfDay hours =
                        new TimeOfDay(utc(constraint.path("start_time")), utc(constraint.path("end_time")), false);
                overlays.add(
                        new Entry(latest, prices(entry.path("prices"), PriceConditions.NONE.withTimeOfDay(hours))));
            } else {
                latest = start(constraint);
                base.add(new Entry(latest, prices(entry.path("prices"), PriceConditions.NONE)));
            }
        }
    }

    private static LocalTime utc(JsonNode time) {
        return OffsetTime.parse(time.asString())
                .withOffsetSameInstant(ZoneOffset.UTC)
                .toLocalTime();
    }

    private @Nullable Instant start(JsonNode constraint) {
        constraint.propertyNames().forEach(name -> {
            if (!Set.of("start_date").contains(name)) {
                report.unknown(NAME, "constraint " + name);
            }
        });
        return constraint.has("start_date")
                ? LocalDate.parse(constraint.path("start_date").asString())
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                : null;
    }

    private void variant(JsonNode variant, List<Entry> overlays) {
        if (!variant.path("prices").isObject()) {
            return;
        }
        when(variant.path("when"))
                .ifPresent(conditions -> overlays.add(
                        new Entry(start(variant.path("constraint")), prices(variant.path("prices"), conditions))));
    }

    private Optional<PriceConditions> when(JsonNode when) {
        PriceConditions conditions = PriceConditions.NONE;
        for (var entry : when.properties()) {
            String value = entry.getValue().asString();
            switch (entry.getKey()) {
                case "processing", "service_tier" -> {
                    String tier = ServiceTiers.canonical(value);
                    if (tier == null) {
                        return Optional.empty();
                    }
                    conditions = conditions.withTier(tier);
                }
                case "speed" -> conditions = conditions.withSpeed(value);
                case "search_type" -> conditions = conditions.withSize(value);
                default -> {
                    report.left(NAME, "price_variants when " + entry.getKey(), "usage does not report it");
                    return Optional.empty();
                }
            }
        }
        return Optional.of(conditions);
    }

    private Map<PriceKey, BigDecimal> prices(JsonNode prices, PriceConditions conditions) {
        var read = new LinkedHashMap<PriceKey, BigDecimal>();
        prices.properties().forEach(entry -> {
            Optional<GenaiField> field = GenaiField.read(entry.getKey());
            if (field.isEmpty()) {
                report.unknown(NAME, entry.getKey());
                return;
            }
            GenaiField of = field.get();
            JsonNode value = entry.getValue();
            if (!value.isObject()) {
                read.put(new PriceKey(of.unit(), conditions), amount(value, of));
                return;
            }
            read.put(new PriceKey(of.unit(), conditions), amount(value.path("base"), of));
            for (JsonNode tier : value.path("tiers")) {
                read.put(
                        new PriceKey(
                                of.unit(), bound(conditions, tier.path("start").longValue())),
                        amount(tier.path("price"), of));
            }
        });
        return read;
    }

    /** A tier begins above its start; one that starts at 199,999 is the provider's way to count 200,000 in. */
    private static PriceConditions bound(PriceConditions conditions, long start) {
        return start % 1_000 == 999 ? conditions.withPromptFrom(start + 1) : conditions.withPromptAbove(start);
    }

    private static BigDecimal amount(JsonNode value, GenaiField field) {
        return new BigDecimal(value.asString()).divide(field.per(), DIGITS);
    }

    private static List<GenaiModel.Period> periods(List<Entry> base, List<Entry> overlays) {
        var starts = new TreeSet<Instant>();
        var all = new ArrayList<>(base);
        all.addAll(overlays);
        all.forEach(entry -> Optional.ofNullable(entry.from).ifPresent(starts::add));
        var edges = new ArrayList<@Nullable Instant>();
        edges.add(null);
        edges.addAll(starts);
        var periods = new ArrayList<GenaiModel.Period>();
        for (int i = 0; i < edges.size(); i++) {
            Instant from = edges.get(i);
            Instant to = i + 1 < edges.size() ? edges.get(i + 1) : null;
            var prices = new LinkedHashMap<>(inForce(base, from));
            overlaid(overlays, from, prices);
            if (!prices.isEmpty()) {
                periods.add(new GenaiModel.Period(from, to, prices));
            }
        }
        return periods;
    }

    private static Map<PriceKey, BigDecimal> inForce(List<Entry> entries, @Nullable Instant at) {
        Map<PriceKey, BigDecimal> latest = Map.of();
        Instant latestFrom = null;
        for (Entry entry : entries) {
            if (begun(entry, at) && (latestFrom == null || later(entry.from, latestFrom))) {
                latest = entry.prices;
                latestFrom = entry.from;
            }
        }
        return latest;
    }

    /** Of the overlays in force that price the same thing, the one with the latest start counts. */
    private static void overlaid(List<Entry> overlays, @Nullable Instant at, Map<PriceKey, BigDecimal> prices) {
        overlays.stream()
                .filter(entry -> begun(entry, at))
                .sorted((a, b) -> moment(a.from).compareTo(moment(b.from)))
                .forEach(entry -> prices.putAll(entry.prices));
    }

    private static boolean begun(Entry entry, @Nullable Instant at) {
        return entry.from == null || (at != null && !entry.from.isAfter(at));
    }

    private static boolean later(@Nullable Instant one, Instant other) {
        return one != null && one.isAfter(other);
    }

    private static Instant moment(@Nullable Instant from) {
        return from == null ? Instant.MIN : from;
    }
}
