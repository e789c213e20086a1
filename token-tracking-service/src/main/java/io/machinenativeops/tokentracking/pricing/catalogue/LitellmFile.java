package io.machinenativeops.tokentracking.pricing.catalogue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.machinenativeops.tokentracking.pricing.PriceConditions;
import io.machinenativeops.tokentracking.pricing.ProviderNames;
import io.machinenativeops.tokentracking.pricing.TimeOfDay;
import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the first collection: one object, from model key to costs in USD for one unit. */
final class LitellmFile {
    static final String NAME = "litellm";
    private static final Pattern AWS_REGION = Pattern.compile("[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\\d");
    private static final Set<String> AZURE_REGIONS = Set.of("eu", "us", "apac", "us-gov", "global", "global-standard");
    /** Modes in which a price of an input image or pixel is meant for what is made. */
    private static final Set<String> IMAGE_MODES = Set.of("image_generation", "image_edit");
    /** A double's last digits are no price: 0.0000029999900000000002 was written as 0.00000299999. */
    private static final MathContext WITHOUT_NOISE = new MathContext(15);

    private final ImportReport report;
    private final Map<String, LitellmModel> models = new TreeMap<>();
    private final Map<String, Boolean> qualified = new HashMap<>();

    LitellmFile(ImportReport report) {
        this.report = report;
    }

    /** All models of the file, in the order of provider, model and region. */
    List<LitellmModel> read(JsonNode file) {
        file.properties().forEach(entry -> row(entry.getKey(), entry.getValue()));
        return List.copyOf(models.values());
    }

    private void row(String key, JsonNode row) {
        String host = row.path("litellm_provider").asString("");
        if (key.equals("sample_spec")) {
            report.skipped(NAME, "the collection's description of a row");
            return;
        }
        if (host.isEmpty()) {
            report.skipped(NAME, "no provider");
            return;
        }
        if (key.contains("-commitment/")) {
            report.skipped(NAME, "provisioned throughput, billed by time and not by use");
            return;
        }
        String provider = provider(host);
        String name = key;
        boolean prefixed = false;
        int slash = name.indexOf('/');
        if (slash > 0 && isPrefix(name.substring(0, slash), host, provider)) {
            name = name.substring(slash + 1);
            prefixed = true;
        }
        String region = region(provider, name);
        if (region != null) {
            name = name.substring(region.length() + 1);
        }
        if (name.startsWith("invoke/")) {
            name = name.substring("invoke/".length());
        }
        Map<PriceKey, BigDecimal> prices = prices(key, row);
        var made = SizedName.of(name);
        if (made.isPresent() && IMAGE_MODES.contains(row.path("mode").asString(""))) {
            name = made.get().model();
            prices = made.get().of(prices);
        }
        if (prices.isEmpty()) {
            report.skipped(NAME, "no price");
            return;
        }
        String source = row.path("source").asString("");
        add(
                new LitellmModel(
                        provider,
                        name,
                        region,
                        prices,
                        Surcharges.read(row, report),
                        source.startsWith("http") ? source : null),
                prefixed);
    }

    private static String provider(String host) {
        if (host.startsWith("vertex_ai")) {
            return "gcp.vertex_ai";
        }
        return ProviderNames.canonical(host);
    }

    private static boolean isPrefix(String segment, String host, String provider) {
        return segment.equals(host)
                || (segment.equals("vertex_ai") && provider.equals("gcp.vertex_ai"))
                || (segment.equals("azure") && provider.equals("azure.ai.openai"))
                || (segment.equals("bedrock") && provider.equals("aws.bedrock"))
                || segment.replace('-', '_').equals(host)
                || (ProviderNames.canonical(segment).equals(provider) && !provider.equals("perplexity"));
    }

    private static @Nullable String region(String provider, String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            return null;
        }
        String first = name.substring(0, slash);
        boolean aws = provider.equals("aws.bedrock") || provider.equals("bedrock_mantle");
        boolean found = aws
                ? AWS_REGION.matcher(first).matches()
                : provider.startsWith("azure.") && AZURE_REGIONS.contains(first);
        return found ? first : null;
    }

    private Map<PriceKey, BigDecimal> prices(String key, JsonNode row) {
        var prices = new LinkedHashMap<PriceKey, BigDecimal>();
        // A collection that has no price of what is made states it as the price of what goes in.
        boolean images = IMAGE_MODES.contains(row.path("mode").asString(""))
                && row.path("output_cost_per_image")
                                .decimalValue(BigDecimal.ZERO)
                                .signum()
                        == 0
                && row.path("output_cost_per_pixel")
                                .decimalValue(BigDecimal.ZERO)
                                .signum()
                        == 0;
        row.properties().forEach(entry -> {
            String field = entry.getKey();
            if (field.equals("tiered_pricing")) {
                entry.getValue().forEach(tier -> tier(key, tier, prices));
            } else if (field.equals("search_context_cost_per_query")) {
                searches(entry.getValue(), prices);
            } else if (field.contains("cost")) {
                price(key, field, entry.getValue(), PriceConditions.NONE, images, prices);
            }
        });
        offPeak(key, row.path("off_peak_pricing"), prices);
        return prices;
    }

    /** The row's own prices are those of the peak, which becomes certain hours; what is cheap is the usual price. */
    private void offPeak(String key, JsonNode offPeak, Map<PriceKey, BigDecimal> prices) {
        if (!offPeak.has("windows")) {
            return;
        }
        List<TimeOfDay> peak = OffPeak.peak(offPeak.path("windows"));
        if (!OffPeak.onTheSameDay(peak, offPeak.path("weekday_timezone").asString("UTC"))) {
            report.left(NAME, "off_peak_pricing", "its hours fall on another day in its own time zone");
            return;
        }
        var cheap = new LinkedHashMap<PriceKey, BigDecimal>();
        offPeak.properties().forEach(entry -> {
            if (entry.getKey().contains("cost")) {
                price(key, entry.getKey(), entry.getValue(), PriceConditions.NONE, false, cheap);
            }
        });
        cheap.forEach((usual, amount) -> {
            BigDecimal dear = prices.put(usual, amount);
            if (dear != null) {
                peak.forEach(hours ->
                        prices.put(new PriceKey(usual.unit(), usual.conditions().withTimeOfDay(hours)), dear));
            }
        });
    }

    private void price(
            String key,
            String field,
            JsonNode value,
            PriceConditions base,
            boolean images,
            Map<PriceKey, BigDecimal> prices) {
        switch (LitellmKey.read(field)) {
            case LitellmKey.Unknown unknown -> report.unknown(NAME, field + " (word " + unknown.word() + ")");
            case LitellmKey.Left left -> report.left(NAME, field, left.reason());
            case LitellmKey.Priced priced -> {
                if (!value.isNumber()) {
                    report.left(NAME, field, "not a number");
                    return;
                }
                PriceConditions conditions = base.promptTokensAbove() == null
                        ? priced.conditions()
                        : priced.conditions().withPromptAbove(base.promptTokensAbove());
                put(key, new PriceKey(made(priced.unit(), images), conditions), amount(value), prices);
            }
        }
    }

    private static BigDecimal amount(JsonNode value) {
        BigDecimal amount = value.decimalValue();
        return amount.precision() > 15 ? amount.round(WITHOUT_NOISE) : amount;
    }

    private static Unit made(Unit unit, boolean images) {
        if (images && unit == Unit.IN_IMAGES) {
            return Unit.IMAGES;
        }
        return images && unit == Unit.PIXELS ? Unit.OUT_PIXELS : unit;
    }

    /** Two spellings of one price agree, or the larger stays: a zero beside a price is only the other spelling left out. */
    private void put(String key, PriceKey priceKey, BigDecimal amount, Map<PriceKey, BigDecimal> prices) {
        BigDecimal before = prices.get(priceKey);
        if (before == null || before.compareTo(amount) < 0) {
            prices.put(priceKey, amount);
        }
        if (before != null && before.signum() > 0 && amount.signum() > 0 && before.compareTo(amount) != 0) {
            report.refused(
                    "two spellings in one row differ, the larger stays",
                    key + " " + priceKey.unit().key());
        }
    }

    private void tier(String key, JsonNode tier, Map<PriceKey, BigDecimal> prices) {
        JsonNode range = tier.path("range");
        if (!range.isArray() || range.isEmpty()) {
            report.left(NAME, "tiered_pricing", "tiers by something else than prompt tokens");
            return;
        }
        long above = range.get(0).decimalValue().longValueExact();
        PriceConditions base = above == 0 ? PriceConditions.NONE : PriceConditions.NONE.withPromptAbove(above);
        tier.properties().forEach(entry -> {
            if (entry.getKey().contains("cost")) {
                price(key, entry.getKey(), entry.getValue(), base, false, prices);
            }
        });
    }

    /** One price when all sizes cost the same; else one a size, and the medium one, which is the default, for the rest. */
    private static void searches(JsonNode sizes, Map<PriceKey, BigDecimal> prices) {
        var bySize = new TreeMap<String, BigDecimal>();
        sizes.properties()
                .forEach(entry ->
                        bySize.put(entry.getKey().replace("search_context_size_", ""), amount(entry.getValue())));
        BigDecimal usual = bySize.getOrDefault("medium", bySize.firstEntry().getValue());
        prices.put(PriceKey.of(Unit.WEB_SEARCH), usual);
        bySize.forEach((size, amount) -> {
            if (amount.compareTo(usual) != 0) {
                prices.put(new PriceKey(Unit.WEB_SEARCH, PriceConditions.NONE.withSize(size)), amount);
            }
        });
    }

    /** Two keys that name one model are joined; where they differ, the key that names the provider counts. */
    private void add(LitellmModel model, boolean prefixed) {
        String id = model.provider() + '\n' + model.model().toLowerCase(Locale.ROOT) + '\n' + model.region();
        LitellmModel before = models.get(id);
        if (before == null) {
            models.put(id, model);
            qualified.put(id, prefixed);
            return;
        }
        boolean newCounts = prefixed && !Boolean.TRUE.equals(qualified.get(id));
        var prices = new LinkedHashMap<>(newCounts ? before.prices() : model.prices());
        Map<PriceKey, BigDecimal> counting = newCounts ? model.prices() : before.prices();
        counting.forEach((key, amount) -> {
            BigDecimal other = prices.get(key);
            // A free trial at another address of the provider is no price of the model.
            prices.put(key, other == null || amount.signum() > 0 ? amount : other);
            if (other != null && other.compareTo(amount) != 0) {
                report.refused(
                        "two keys name one model and differ, the one with the provider's prefix stays",
                        model.provider() + " " + model.model() + " "
                                + key.unit().key());
            }
        });
        String source = newCounts && model.source() != null ? model.source() : before.source();
        var multipliers = newCounts && !model.multipliers().isEmpty() ? model.multipliers() : before.multipliers();
        models.put(
                id,
                new LitellmModel(
                        model.provider(),
                        model.model(),
                        model.region(),
                        prices,
                        multipliers.isEmpty() ? model.multipliers() : multipliers,
                        source));
        qualified.put(id, prefixed || Boolean.TRUE.equals(qualified.get(id)));
        report.skipped(NAME, "second key of a model that has one, joined with it");
    }
}
