package io.machinenativeops.tokentracking.pricing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** Reads the hand-made vectors: price lists and the calls they price. */
final class Vectors {
    private static final Instant USUAL = Instant.parse("2026-11-22T12:00:00Z");

    private Vectors() {}

    /**
     * One call and what it must cost.
     *
     * @param sum the arithmetic by hand; null when the call must stay unpriced
     * @param total what the sum comes to, rounded as costs are
     * @param reported what the provider itself says it cost
     */
    record Vector(
            String name,
            String source,
            List<ModelPrice> prices,
            String provider,
            String model,
            Instant at,
            @Nullable Instant completedAt,
            @Nullable String tier,
            @Nullable String region,
            @Nullable String dialect,
            @Nullable String operation,
            String usage,
            Map<String, Object> buckets,
            @Nullable String sum,
            @Nullable BigDecimal literal,
            @Nullable BigDecimal total,
            @Nullable BigDecimal reported,
            Set<String> flags) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Vector> read(String resource) {
        try (InputStream in = Vectors.class.getResourceAsStream(resource)) {
            Map<String, Object> file = new Yaml().load(Objects.requireNonNull(in, resource));
            var vectors = new ArrayList<Vector>();
            for (Object each : (List<?>) Objects.requireNonNull(file.get("vectors"))) {
                vectors.add(vector(map(each), map(file.getOrDefault("prices", Map.of())), map(file.get("pages"))));
            }
            return vectors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vector vector(Map<String, Object> vector, Map<String, Object> lists, Map<String, Object> pages) {
        String list = text(vector, "prices");
        Map<String, Object> prices = list == null ? Map.of() : map(lists.get(list));
        String provider = Objects.requireNonNullElse(text(vector, "provider"), text(prices, "provider"));
        String model = Objects.requireNonNullElse(text(vector, "model"), text(prices, "model"));
        String cost = Objects.requireNonNull(text(vector, "cost"));
        String[] sides = cost.equals("unpriced") ? new String[0] : cost.split("=", -1);
        String sum = sides.length == 0 ? null : sides[0].strip();
        BigDecimal literal = sides.length == 0 ? null : new BigDecimal(sides[1].strip());
        String rounded = text(vector, "total");
        String reported = text(vector, "reported");
        String source = Objects.requireNonNull(text(vector, "source"));
        return new Vector(
                Objects.requireNonNull(text(vector, "name")),
                String.valueOf(pages.getOrDefault(source, source)),
                list == null ? List.of() : rows(prices),
                Objects.requireNonNull(provider),
                Objects.requireNonNull(model),
                Objects.requireNonNullElse(instant(vector, "at"), USUAL),
                instant(vector, "completedAt"),
                text(vector, "tier"),
                text(vector, "region"),
                text(vector, "dialect"),
                text(vector, "operation"),
                Objects.requireNonNull(text(vector, "usage")),
                map(vector.getOrDefault("buckets", Map.of())),
                sum,
                literal,
                rounded == null ? literal : new BigDecimal(rounded),
                reported == null ? null : new BigDecimal(reported),
                flags(vector));
    }

    private static Set<String> flags(Map<String, Object> vector) {
        var flags = new TreeSet<String>();
        ((List<?>) vector.getOrDefault("flags", List.of())).forEach(flag -> flags.add(String.valueOf(flag)));
        return flags;
    }

    private static List<ModelPrice> rows(Map<String, Object> list) {
        if (!list.containsKey("periods")) {
            return List.of(row(list, list));
        }
        var rows = new ArrayList<ModelPrice>();
        for (Object period : (List<?>) Objects.requireNonNull(list.get("periods"))) {
            rows.add(row(list, map(period)));
        }
        return rows;
    }

    private static ModelPrice row(Map<String, Object> list, Map<String, Object> period) {
        var prices = new ArrayList<UnitPrice>();
        for (Object line : (List<?>) Objects.requireNonNull(period.get("rows"))) {
            String[] words = String.valueOf(line).split(" ", -1);
            Unit unit = Unit.ofKey(words[0]).orElseThrow();
            prices.add(UnitPrice.of(unit, new BigDecimal(words[1]), conditions(words, 2)));
        }
        var multipliers = new ArrayList<Multiplier>();
        for (Object line : (List<?>) list.getOrDefault("multipliers", List.of())) {
            String[] words = String.valueOf(line).split(" ", -1);
            multipliers.add(new Multiplier(new BigDecimal(words[0]), conditions(words, 1)));
        }
        Instant from = instant(period, "from");
        return new ModelPrice(
                Objects.requireNonNull(text(list, "provider")),
                Objects.requireNonNull(text(list, "model")),
                List.of(),
                null,
                "USD",
                "list-" + from,
                from,
                instant(period, "to"),
                PriceStatus.SINGLE,
                prices,
                multipliers,
                null,
                null);
    }

    private static PriceConditions conditions(String[] words, int first) {
        PriceConditions conditions = PriceConditions.NONE;
        for (int i = first; i < words.length; i++) {
            String[] sides = words[i].split("=", 2);
            conditions = switch (sides[0]) {
                case "above" -> conditions.withPromptAbove(Long.parseLong(sides[1]));
                case "from" -> conditions.withPromptFrom(Long.parseLong(sides[1]));
                case "tier" -> conditions.withTier(sides[1]);
                case "region" -> conditions.withRegion(sides[1]);
                case "size" -> conditions.withSize(sides[1]);
                case "quality" -> conditions.withQuality(sides[1]);
                case "speed" -> conditions.withSpeed(sides[1]);
                case "least" -> conditions.withMinUnits(new BigDecimal(sides[1]));
                case "hours" -> conditions.withTimeOfDay(hours(sides[1]));
                default -> throw new IllegalArgumentException("unknown condition " + words[i]);
            };
        }
        return conditions;
    }

    private static TimeOfDay hours(String text) {
        String[] of = text.split("/", -1);
        String[] sides = of[0].split("-", -1);
        boolean end = of.length > 1 && of[1].equals("end");
        Set<DayOfWeek> days = of.length > 1 && !end
                ? Arrays.stream(of[1].split(",", -1)).map(Vectors::day).collect(Collectors.toSet())
                : Set.of();
        return new TimeOfDay(LocalTime.parse(sides[0]), LocalTime.parse(sides[1]), end, days);
    }

    private static DayOfWeek day(String name) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> day.name().toLowerCase(Locale.ROOT).startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return value == null ? Map.of() : new HashMap<>((Map<String, Object>) value);
    }

    private static @Nullable String text(Map<String, Object> map, String key) {
        return Optional.ofNullable(map.get(key)).map(String::valueOf).orElse(null);
    }

    private static @Nullable Instant instant(Map<String, Object> map, String key) {
        return map.get(key) instanceof Date date ? date.toInstant() : null;
    }
}
