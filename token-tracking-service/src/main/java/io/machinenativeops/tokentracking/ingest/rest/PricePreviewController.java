package io.machinenativeops.tokentracking.ingest.rest;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.tokentracking.ingest.IngestProperties;
import io.machinenativeops.tokentracking.ingest.Metering;
import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.ingest.reading.EventRejection;
import io.machinenativeops.tokentracking.ingest.reading.UsageEvent;
import io.machinenativeops.tokentracking.ingest.reading.UsageEventReader;
import io.machinenativeops.tokentracking.pricing.ExplainedLine;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/v1/prices/preview}: what usage would cost, by the caller's own prices, without recording it. */
@RestController
@Tag(name = "prices")
final class PricePreviewController {

    private static final int TREE = 6;

    private final Metering metering;
    private final RequestBodies bodies;
    private final IngestProperties limits;

    PricePreviewController(Metering metering, RequestBodies bodies, IngestProperties limits) {
        this.metering = metering;
        this.bodies = bodies;
        this.limits = limits;
    }

    @PostMapping(
            path = "/api/v1/prices/preview",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("usage:read")
    @Operation(
            operationId = "previewPrices",
            summary = "Price usage without recording it: one event, or {\"events\": […]}",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema =
                                                    @Schema(
                                                            anyOf = {
                                                                UsageEvent.class,
                                                                UsageEventsController.Envelope.class
                                                            }))))
    PreviewReply preview(@Parameter(hidden = true) Caller caller, HttpServletRequest request) {
        return bodies.with(
                request,
                limits.maxBody(),
                TREE,
                body -> new PreviewReply(EventBatch.readOneOrMore(body, limits.maxEvents()).stream()
                        .map(candidate -> preview(caller, candidate))
                        .toList()));
    }

    private Preview preview(Caller caller, Candidate candidate) {
        try {
            var event = UsageEventReader.read(candidate.sent(), caller.keyId());
            var usage = metering.count(event);
            var sentTime = event.occurredAt();
            var at = sentTime == null ? Clock.systemUTC().instant() : sentTime;
            var priced = metering.price(caller.organizationId(), event, usage, at.truncatedTo(ChronoUnit.MILLIS));
            var buckets = new TreeMap<String, String>();
            usage.quantities()
                    .forEach((unit, quantity) -> buckets.put(
                            unit.key(), quantity.stripTrailingZeros().toPlainString()));
            var flags = new TreeSet<>(usage.flags());
            flags.addAll(priced.flags());
            var amount = priced.cost().amount();
            return new Preview(
                    event.provider(),
                    priced.model(),
                    buckets,
                    amount == null ? null : amount.toPlainString(),
                    priced.cost().currency(),
                    priced.cost().priceVersion(),
                    priced.lines().stream().map(ExplainedLine::of).toList(),
                    List.copyOf(flags),
                    null);
        } catch (EventRejection rejection) {
            var no = rejection.verdict();
            return new Preview(
                    null,
                    null,
                    Map.of(),
                    null,
                    "USD",
                    null,
                    List.of(),
                    List.of(),
                    UsageReply.Problem.of(no.problem(), no.detail(), no.errors()));
        }
    }

    /**
     * What each event would cost.
     *
     * @param items one an event, in order
     */
    record PreviewReply(List<Preview> items) {}

    /**
     * What one event would cost.
     *
     * @param buckets quantities by unit, as the usage was understood
     * @param cost null when it would be unpriced
     * @param lines one for each unit that was used, exact
     * @param problem why the event would be rejected; null when it would be taken
     */
    @Schema(name = "PricePreview")
    record Preview(
            @Nullable String provider,
            @Nullable String model,
            Map<String, String> buckets,
            @Nullable String cost,
            String currency,
            @Nullable String priceVersion,
            List<ExplainedLine> lines,
            List<String> flags,
            UsageReply.@Nullable Problem problem) {}
}
