package io.machinenativeops.tokentracking.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.machinenativeops.platform.problem.FieldError;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.ingest.reading.EventRejection;
import io.machinenativeops.tokentracking.ingest.reading.IngestProblem;
import io.machinenativeops.tokentracking.ingest.reading.UsageEvent;
import io.machinenativeops.tokentracking.pricing.Cost;
import io.machinenativeops.tokentracking.pricing.CostEngine;
import io.machinenativeops.tokentracking.pricing.CostLine;
import io.machinenativeops.tokentracking.pricing.PricingRequest;
import io.machinenativeops.tokentracking.usage.Dialect;
import io.machinenativeops.tokentracking.usage.InvalidUsageException;
import io.machinenativeops.tokentracking.usage.NormalizedUsage;
import io.machinenativeops.tokentracking.usage.UsageHints;
import io.machinenativeops.tokentracking.usage.UsageNormalizer;
import org.jspecify.annotations.Nullable;

/** Counts what an event used, and prices it. */
public final class Metering {

    /** The cost is the one that the provider or a proxy reported, because no price of ours applies. */
    static final String PROVIDER_COST = "provider_cost";

    private final UsageNormalizer normalizer;
    private final CostEngine engine;

    Metering(UsageNormalizer normalizer, CostEngine engine) {
        this.normalizer = normalizer;
        this.engine = engine;
    }

    /**
     * The buckets of an event.
     *
     * @throws EventRejection naming the field that is no count
     */
    public NormalizedUsage count(UsageEvent event) {
        var name = event.dialect();
        var dialect = name == null ? null : Dialect.ofKey(name).orElse(null);
        try {
            return normalizer.normalize(event.usage(), new UsageHints(event.provider(), event.operation(), dialect));
        } catch (InvalidUsageException invalid) {
            var field = invalid.field().startsWith("usage") ? invalid.field() : "usage." + invalid.field();
            throw new EventRejection(
                    IngestProblem.INVALID_USAGE, invalid.detail(), List.of(new FieldError(field, invalid.detail())));
        }
    }

    /** The cost by the model that answered; where that has no price, by the model that was asked for. */
    public Priced price(String organization, UsageEvent event, NormalizedUsage usage, Instant occurredAt) {
        var cost = engine.price(organization, request(event, event.model(), usage, occurredAt));
        var asked = event.requestModel();
        if (cost.priceVersion() == null && asked != null) {
            var other = engine.price(organization, request(event, asked, usage, occurredAt));
            if (other.priceVersion() != null) {
                return priced(event, usage, asked, other);
            }
        }
        return priced(event, usage, event.model(), cost);
    }

    private static Priced priced(UsageEvent event, NormalizedUsage usage, String model, Cost cost) {
        var reported = reported(event, usage);
        var flags = new ArrayList<>(cost.flags());
        var amount = cost.total();
        var version = cost.priceVersion();
        if (amount == null && reported != null && reported.currency().equals(cost.currency())) {
            amount = reported.amount();
            version = null;
            flags.remove(Cost.UNPRICED);
            flags.add(PROVIDER_COST);
        }
        return new Priced(
                model,
                new RecordedUsage.Cost(amount, cost.currency(), version, reported, event.reservationId()),
                flags,
                cost.lines());
    }

    /** What the provider or a proxy said it cost: the sender's own statement, else the one in the usage object. */
    private static RecordedUsage.@Nullable Money reported(UsageEvent event, NormalizedUsage usage) {
        var stated = event.providerCost();
        var inside = usage.reportedCost();
        return stated != null || inside == null ? stated : new RecordedUsage.Money(inside, "USD");
    }

    private static PricingRequest request(UsageEvent event, String model, NormalizedUsage usage, Instant occurredAt) {
        var latency = event.latencyMs();
        return new PricingRequest(
                event.provider(),
                model,
                occurredAt,
                latency == null ? null : occurredAt.plusMillis(latency),
                tier(event, usage),
                region(event, usage),
                usage.speed(),
                usage.size(),
                usage.quality(),
                usage.quantities(),
                usage.promptTotal());
    }

    /** The tier that counts: the one the response names, else the event's. */
    static @Nullable String tier(UsageEvent event, NormalizedUsage usage) {
        return usage.serviceTier() == null ? event.serviceTier() : usage.serviceTier();
    }

    /** The region that counts: the one the response names, else the event's. */
    static @Nullable String region(UsageEvent event, NormalizedUsage usage) {
        return usage.region() == null ? event.region() : usage.region();
    }

    /**
     * What a call cost.
     *
     * @param model the one it was priced by
     * @param lines how the cost came about; none where it is the reported one
     */
    public record Priced(String model, RecordedUsage.Cost cost, List<String> flags, List<CostLine> lines) {}
}
