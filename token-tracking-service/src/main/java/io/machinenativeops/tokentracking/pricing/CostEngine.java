package io.machinenativeops.tokentracking.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.machinenativeops.tokentracking.usage.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Works out what a call costs.
 *
 * <p>Each unit takes the most specific price of its row that applies; the lines are exact and only their sum is rounded. A
 * used unit without any price leaves the whole call unpriced: part of a cost would pass for all of it.
 */
public final class CostEngine {
    private static final String CURRENCY = "USD";
    /** Digits after the point that a cost is stored with. */
    private static final int DIGITS = 12;

    private final PriceBook book;
    private final PriceOverlay overlay;

    /** Prices by the catalogue alone. */
    public CostEngine(PriceBook book) {
        this(book, PriceOverlay.NONE);
    }

    /** Prices by what organisations set for themselves, else by the catalogue. */
    public CostEngine(PriceBook book, PriceOverlay overlay) {
        this.book = book;
        this.overlay = overlay;
    }

    /** Prices a call of an organisation, by its own price where it has set one. */
    public Cost price(String organization, PricingRequest request) {
        Optional<ModelPrice> own = overlay.find(organization, request);
        if (own.isPresent()) {
            return flagged(price(request.canonical(), own.get()), Cost.PRICE_OVERRIDE);
        }
        Cost cost = price(request);
        return overlay.isKnown(organization) ? cost : flagged(cost, Cost.OVERRIDES_UNKNOWN);
    }

    /** The row that an event of the organisation was priced with, also when it is no longer in force. */
    public Optional<ModelPrice> row(String organization, String priceVersion) {
        return book.version(priceVersion).or(() -> overlay.version(organization, priceVersion));
    }

    /** Prices a call with this row, whatever else would apply. */
    public Cost explain(PricingRequest request, ModelPrice row) {
        return price(request.canonical(), row);
    }

    private static Cost flagged(Cost cost, String flag) {
        var flags = new TreeSet<>(cost.flags());
        flags.add(flag);
        return new Cost(cost.total(), cost.currency(), cost.priceVersion(), cost.lines(), flags);
    }

    /** Prices a call by the catalogue; a call that cannot be priced has no total and says why in its flags. */
    public Cost price(PricingRequest request) {
        return book.find(request.provider(), request.model(), request.region(), request.occurredAt())
                .map(row -> price(request.canonical(), row))
                .orElseGet(() -> new Cost(null, CURRENCY, null, List.of(), Set.of(Cost.UNPRICED)));
    }

    /**
     * Prices a call with the row it was priced with before, also when that row is no longer in force; empty when the version
     * is not known.
     */
    public Optional<Cost> explain(PricingRequest request, String priceVersion) {
        return book.version(priceVersion).map(row -> price(request.canonical(), row));
    }

    private static Cost price(PricingRequest request, ModelPrice row) {
        var flags = new TreeSet<String>();
        var lines = new ArrayList<CostLine>();
        BigDecimal sum = BigDecimal.ZERO;
        if (row.isOtherRegion(request.region())) {
            flags.add(Cost.REGION_PRICE_FALLBACK);
        }
        var used = new EnumMap<Unit, BigDecimal>(Unit.class);
        used.putAll(request.quantities());
        for (var each : used.entrySet()) {
            if (each.getValue().signum() == 0) {
                continue;
            }
            Optional<PriceChoice> choice = PriceChoice.of(request, row, each.getKey(), each.getValue());
            if (choice.isPresent()) {
                CostLine line = line(choice.get(), each.getValue(), row);
                lines.add(line);
                sum = sum.add(line.amount());
                flags.addAll(choice.get().flags());
            } else {
                flags.add(Cost.UNPRICED);
                flags.add(Cost.UNPRICED_UNIT + each.getKey().key());
            }
        }
        return new Cost(
                flags.contains(Cost.UNPRICED) ? null : sum.setScale(DIGITS, RoundingMode.HALF_EVEN),
                row.currency(),
                row.version(),
                lines,
                flags);
    }

    private static CostLine line(PriceChoice choice, BigDecimal quantity, ModelPrice row) {
        BigDecimal unitPrice = choice.price().amount();
        @Nullable BigDecimal factor = choice.factor();
        BigDecimal amount = quantity.multiply(unitPrice);
        return new CostLine(
                choice.unit().key(),
                quantity,
                choice.unit().measure(),
                unitPrice,
                factor == null ? amount : amount.multiply(factor),
                choice.rule(),
                row.source(),
                factor);
    }
}
