package io.machinenativeops.tokentracking.analysis;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.machinenativeops.tokentracking.pricing.Cost;
import io.machinenativeops.tokentracking.pricing.CostEngine;
import io.machinenativeops.tokentracking.pricing.ExplainedLine;
import io.machinenativeops.tokentracking.pricing.ModelPrice;
import io.machinenativeops.tokentracking.pricing.PricingRequest;
import io.machinenativeops.tokentracking.usage.Dialect;
import io.machinenativeops.tokentracking.usage.InvalidUsageException;
import io.machinenativeops.tokentracking.usage.NormalizedUsage;
import io.machinenativeops.tokentracking.usage.Unit;
import io.machinenativeops.tokentracking.usage.UsageHints;
import io.machinenativeops.tokentracking.usage.UsageNormalizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Prices a stored event again, with the price row it was priced with, to show each step. */
final class CostExplainer {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final UsageNormalizer NORMALIZER = new UsageNormalizer();
    private static final int DIGITS = 12;
    private static final String PROVIDER_COST = "provider_cost";

    private final CostEngine engine;

    CostExplainer(CostEngine engine) {
        this.engine = engine;
    }

    /**
     * Explains an event of the organisation.
     *
     * @param outsidePrompt its input tokens that count towards no threshold
     */
    CostExplanation explain(String organization, StoredEvent event, long outsidePrompt) {
        var version = event.priceVersion();
        var row = version == null ? null : engine.row(organization, version).orElse(null);
        var lines = row == null ? List.<ExplainedLine>of() : lines(event, outsidePrompt, row);
        var total = lines.stream().map(line -> new BigDecimal(line.amount())).reduce(BigDecimal.ZERO, BigDecimal::add);
        var reason = reason(event, version, row, total);
        return new CostExplanation(
                event.eventId(),
                event.cost(),
                event.currency(),
                version,
                lines,
                reason == null,
                reason,
                event.flags(),
                Objects.requireNonNullElse(event.rawUsage(), "null"));
    }

    private static @Nullable String reason(
            StoredEvent event, @Nullable String version, @Nullable ModelPrice row, BigDecimal total) {
        var cost = event.cost();
        if (cost == null) {
            return unpriced(event);
        }
        if (event.flags().contains(PROVIDER_COST)) {
            return "There is no price of ours: the cost is the one that was reported with the event.";
        }
        if (version == null || row == null) {
            return "The price row " + version + " that was used is not in the catalogue of this release.";
        }
        var sum = total.setScale(DIGITS, RoundingMode.HALF_EVEN);
        return sum.compareTo(new BigDecimal(cost)) == 0
                ? null
                : "The lines sum to " + Decimals.text(sum) + ", the stored cost is " + cost + ".";
    }

    private static String unpriced(StoredEvent event) {
        var units = event.flags().stream()
                .filter(flag -> flag.startsWith(Cost.UNPRICED_UNIT))
                .map(flag -> flag.substring(Cost.UNPRICED_UNIT.length()))
                .toList();
        var model = event.model() + " at " + event.provider();
        return units.isEmpty()
                ? "No price is known for " + model + "."
                : "The price of " + model + " does not say what " + String.join(", ", units) + " cost.";
    }

    private List<ExplainedLine> lines(StoredEvent event, long outsidePrompt, ModelPrice row) {
        var quantities = new EnumMap<Unit, BigDecimal>(Unit.class);
        event.buckets().forEach((key, quantity) -> Unit.ofKey(key).ifPresent(unit -> quantities.put(unit, quantity)));
        var latency = event.latencyMs();
        var usage = usage(event);
        var request = new PricingRequest(
                row.provider(),
                row.model(),
                event.occurredAt(),
                latency == null ? null : event.occurredAt().plusMillis(latency),
                event.serviceTier(),
                event.region(),
                usage == null ? null : usage.speed(),
                usage == null ? null : usage.size(),
                usage == null ? null : usage.quality(),
                Map.copyOf(quantities),
                event.inputTokens() - outsidePrompt);
        return engine.explain(request, row).lines().stream()
                .map(ExplainedLine::of)
                .toList();
    }

    /** The usage object read again, for what it says beside counts; null when it is not kept or cannot be read. */
    private static @Nullable NormalizedUsage usage(StoredEvent event) {
        var raw = event.rawUsage();
        try {
            return raw == null ? null : NORMALIZER.normalize(JSON.readTree(raw), hints(event));
        } catch (InvalidUsageException | JacksonException unreadable) {
            return null;
        }
    }

    private static UsageHints hints(StoredEvent event) {
        return new UsageHints(
                event.provider(),
                event.operation(),
                Dialect.ofKey(event.dialect()).orElse(null));
    }
}
