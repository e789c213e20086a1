package io.machinenativeops.tokentracking.pricing.catalogue;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.machinenativeops.platform.digest.Sha256;
import io.machinenativeops.tokentracking.pricing.ModelPrice;
import io.machinenativeops.tokentracking.pricing.PriceConditions;
import io.machinenativeops.tokentracking.pricing.PriceStatus;
import io.machinenativeops.tokentracking.pricing.ProviderNames;
import io.machinenativeops.tokentracking.pricing.UnitPrice;
import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;

/** Joins the models of both collections, provider by provider, into price rows. */
final class Catalogue {
    /** Inference profiles of Bedrock have prices of their own, so a rule must name the prefix to speak of them. */
    private static final Pattern PROFILE =
            Pattern.compile("(?:us|eu|apac|global|jp|au|ca|us-gov|regional)\\.(?=.+\\.)");

    /** Providers of the second collection whose prices two of our providers share; the first takes what neither names. */
    private static final Map<String, List<String>> SHARED = Map.of(
            "google", List.of("gcp.gemini", "gcp.vertex_ai"),
            "azure", List.of("azure.ai.openai", "azure.ai.inference"));

    private final LocalDate seen;
    private final Periods periods;
    private final List<ModelPrice> rows = new ArrayList<>();

    Catalogue(ImportReport report, LocalDate seen) {
        this.seen = seen;
        this.periods = new Periods(report, seen.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /** A model about to become rows. */
    private record Entry(
            String provider,
            String model,
            @Nullable LitellmModel litellm,
            @Nullable GenaiModel genai,
            Set<String> aliases) {}

    /** All rows, sorted, with aliases and versions. */
    List<ModelPrice> join(List<LitellmModel> litellm, List<GenaiModel> genai, Map<String, String> pages) {
        var entries = new LinkedHashMap<String, Entry>();
        var used = new HashSet<GenaiModel>();
        Map<String, List<GenaiModel>> byProvider = new HashMap<>();
        for (GenaiModel model : genai) {
            for (String provider : providers(model)) {
                byProvider.computeIfAbsent(provider, p -> new ArrayList<>()).add(model);
            }
        }
        for (LitellmModel model : litellm) {
            GenaiModel match = match(model, byProvider.getOrDefault(model.provider(), List.of()));
            if (match != null) {
                used.add(match);
            }
            entries.put(
                    id(model.provider(), model.model(), model.region()),
                    new Entry(model.provider(), model.model(), model, match, qualified(model)));
        }
        for (GenaiModel model : genai) {
            String provider = home(model);
            String name = name(model.id());
            if (!used.contains(model) && !name.isEmpty()) {
                entries.putIfAbsent(id(provider, name, null), new Entry(provider, name, null, model, new TreeSet<>()));
            }
        }
        Map<String, List<Periods.Priced>> priced = new HashMap<>();
        entries.forEach((id, entry) -> priced.put(id, periods.of(entry.model, entry.litellm, entry.genai)));
        new Aliases(priced)
                .add(entries.entrySet().stream()
                        .filter(e -> e.getValue().litellm == null
                                || e.getValue().litellm.region() == null)
                        .map(e -> new Aliases.Named(
                                e.getKey(),
                                e.getValue().provider,
                                e.getValue().model,
                                e.getValue().genai,
                                e.getValue().aliases))
                        .toList());
        entries.forEach((id, entry) -> rows(entry, priced.getOrDefault(id, List.of()), pages));
        rows.sort(Comparator.comparing(ModelPrice::provider)
                .thenComparing(ModelPrice::model)
                .thenComparing(row -> Objects.toString(row.region(), ""))
                .thenComparing(row -> Objects.toString(row.effectiveFrom(), "")));
        return List.copyOf(rows);
    }

    /** The row of a region is also found by the model's name with the region before it. */
    private static Set<String> qualified(LitellmModel model) {
        var names = new TreeSet<String>();
        if (model.region() != null) {
            names.add(model.region() + "/" + model.model().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    private static List<String> providers(GenaiModel model) {
        return SHARED.getOrDefault(model.provider(), List.of(ProviderNames.canonical(model.provider())));
    }

    private static String home(GenaiModel model) {
        List<String> providers = providers(model);
        boolean claudeOnVertex = model.provider().equals("google") && model.id().contains("claude");
        return claudeOnVertex ? providers.getLast() : providers.getFirst();
    }

    /** The collection marks ids that are no names: the stem of fine-tuned models, the plain models of Bedrock. */
    private static String name(String id) {
        String name = id.startsWith("regional.") ? id.substring("regional.".length()) : id;
        return name.endsWith("-") ? name.substring(0, name.length() - 1) : name;
    }

    private static String id(String provider, String model, @Nullable String region) {
        return provider + '\n' + model.toLowerCase(Locale.ROOT) + '\n' + region;
    }

    private static @Nullable GenaiModel match(LitellmModel model, List<GenaiModel> candidates) {
        if (model.region() != null) {
            return null;
        }
        String name = model.model().toLowerCase(Locale.ROOT);
        var profile = PROFILE.matcher(name);
        String prefix = model.provider().equals("aws.bedrock") && profile.lookingAt() ? profile.group() : "";
        GenaiModel best = null;
        int most = 0;
        for (GenaiModel candidate : candidates) {
            int weight = candidate.rule().weight(name);
            boolean speaksOfIt =
                    prefix.isEmpty() || candidate.rule().names().stream().anyMatch(text -> text.startsWith(prefix));
            if (weight > most && speaksOfIt) {
                best = candidate;
                most = weight;
            }
        }
        return best;
    }

    private void rows(Entry entry, List<Periods.Priced> all, Map<String, String> pages) {
        String source = entry.litellm == null ? null : entry.litellm.source();
        if (source == null && entry.genai != null) {
            source = pages.get(entry.genai.provider());
        }
        for (Periods.Priced period : all) {
            List<UnitPrice> prices = period.prices().stream().sorted(PRICES).toList();
            rows.add(new ModelPrice(
                    entry.provider,
                    entry.model,
                    List.copyOf(entry.aliases),
                    entry.litellm == null ? null : entry.litellm.region(),
                    "USD",
                    version(entry, period, prices),
                    period.from(),
                    period.to(),
                    status(prices),
                    prices,
                    period.multipliers(),
                    source,
                    seen));
        }
    }

    private static final Comparator<UnitPrice> PRICES = Comparator.comparing(UnitPrice::unit)
            .thenComparing(price -> Objects.toString(price.conditions().serviceTier(), ""))
            .thenComparingInt(price -> price.conditions().count())
            .thenComparing(price -> price.conditions().toString());

    /** A row is decided when one of its prices is, and confirmed when its standard input and output prices are. */
    private static PriceStatus status(List<UnitPrice> prices) {
        if (prices.stream().anyMatch(price -> price.status() == PriceStatus.DECIDED)) {
            return PriceStatus.DECIDED;
        }
        List<UnitPrice> standard = prices.stream()
                .filter(price -> price.conditions().equals(PriceConditions.NONE)
                        && (price.unit() == Unit.IN_FRESH || price.unit() == Unit.OUT_TEXT))
                .toList();
        List<UnitPrice> telling = standard.isEmpty() ? prices : standard;
        return telling.stream().allMatch(price -> price.status() == PriceStatus.CONFIRMED)
                ? PriceStatus.CONFIRMED
                : PriceStatus.SINGLE;
    }

    /** A digest of all the row says about prices and of when they begin, so that the same statement keeps its version. */
    private static String version(Entry entry, Periods.Priced period, List<UnitPrice> prices) {
        var text = new StringBuilder();
        text.append(entry.provider)
                .append('\n')
                .append(entry.model.toLowerCase(Locale.ROOT))
                .append('\n');
        text.append(entry.litellm == null ? null : entry.litellm.region()).append('\n');
        text.append(period.from()).append('\n');
        prices.stream()
                .map(price -> CatalogueJson.statement(price).toString())
                .sorted()
                .forEach(price -> text.append(price).append('\n'));
        period.multipliers().stream()
                .map(multiplier -> CatalogueJson.statement(multiplier).toString())
                .sorted()
                .forEach(multiplier -> text.append(multiplier).append('\n'));
        return "p1-" + HexFormat.of().formatHex(Sha256.of(text.toString()), 0, 6);
    }
}
