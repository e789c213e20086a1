package io.machinenativeops.tokentracking.pricing;

import java.time.Instant;
import java.util.List;

import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/v1/prices}: what models cost, since when, and how sure that is. */
@RestController
@Tag(name = "prices")
final class PriceController {
    private final PriceList prices;

    PriceController(PriceList prices) {
        this.prices = prices;
    }

    @GetMapping(path = "/api/v1/prices", produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("usage:read")
    @Operation(operationId = "listPrices", summary = "Prices in force at a moment, the organisation's own in place")
    PricesReply prices(
            @Parameter(hidden = true) Caller caller,
            @Parameter(description = "Provider, by any of its names") @RequestParam(required = false) @Nullable
                    String provider,
            @Parameter(description = "Model, by the name or an alias; with a provider also by a dated name")
                    @RequestParam(required = false)
                    @Nullable
                    String model,
            @Parameter(description = "The moment to look at; now when left out")
                    @RequestParam(required = false)
                    @Nullable
                    Instant at,
            @Parameter(description = "nextCursor of the page before") @RequestParam(required = false) @Nullable
                    String cursor,
            @Parameter(description = "Rows a page, 1 to 500") @RequestParam(defaultValue = "100") int limit) {
        PriceList.Page page = prices.page(caller.organizationId(), provider, model, at, cursor, limit);
        return new PricesReply(page.rows().stream().map(PriceRow::of).toList(), page.nextCursor());
    }

    @GetMapping(path = "/api/v1/prices/versions", produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("usage:read")
    @Operation(operationId = "listPriceVersions", summary = "The imports that made the catalogue, newest first")
    VersionsReply versions() {
        return new VersionsReply(PriceImports.load(), null);
    }

    /** A page of prices. */
    record PricesReply(List<PriceRow> items, @Nullable String nextCursor) {}

    /** All imports. */
    record VersionsReply(
            List<PriceImports.Import> items, @Nullable String nextCursor) {}
}
