package io.machinenativeops.tokentracking.override;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.machinenativeops.platform.audit.AuditAction;
import io.machinenativeops.platform.audit.AuditActions;
import io.machinenativeops.platform.audit.AuditEntry;
import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.idempotency.IdempotentPost;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/price-overrides}: prices that an organisation sets for itself. */
@RestController
@RequestMapping("/api/v1/price-overrides")
@Tag(name = "prices")
final class OverrideController {

    private static final String PROBLEM = "#/components/schemas/Problem";

    private static final String TARGET = "price-override";
    private static final String CREATED = "price-override.created";
    private static final String CHANGED = "price-override.changed";
    private static final String ENDED = "price-override.ended";

    /** What the audit log is told. */
    static final AuditActions ACTIONS = new AuditActions(Stream.of(CREATED, CHANGED, ENDED)
            .map(action -> AuditAction.of(action, TARGET)
                    .with("provider", AuditAction.Kind.TEXT)
                    .with("revision", AuditAction.Kind.NUMBER))
            .toList());

    private final OverrideStore store;
    private final Overrides overrides;
    private final TenantDatabase database;
    private final AuditTrail trail;

    OverrideController(OverrideStore store, Overrides overrides, TenantDatabase database, AuditTrail trail) {
        this.store = store;
        this.overrides = overrides;
        this.database = database;
        this.trail = trail;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("price:manage")
    @IdempotentPost
    @Operation(operationId = "createPriceOverride", summary = "Set a price, or adjust the catalogue's")
    @ApiResponse(responseCode = "201", description = "Made, and in force within two seconds everywhere")
    @ApiResponse(
            responseCode = "409",
            description = "It overlaps another override, or there are too many",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE, schema = @Schema(ref = PROBLEM)))
    ResponseEntity<OverrideView> create(
            @Parameter(hidden = true) Caller caller,
            @Parameter(schema = @Schema(implementation = OverrideTerms.class)) @RequestBody JsonNode body) {
        requireEverywhere(caller);
        var terms = TermsReader.read(body, Clock.systemUTC().instant());
        var made = recorded(caller, CREATED, () -> store.create(caller.organizationId(), caller.subject(), terms));
        return reply(HttpStatus.CREATED, made)
                .header(HttpHeaders.LOCATION, PriceOverride.PATH + made.id())
                .body(OverrideView.of(made));
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("usage:read")
    @Operation(operationId = "listPriceOverrides", summary = "The overrides, in the order in which they were made")
    OverridePage list(@Parameter(hidden = true) Caller caller, PageQuery page) {
        var found = store.list(caller.organizationId(), page.after(UUID::fromString), page.toRead());
        var shown = page.page(found, each -> List.of(each.id().toString()));
        return new OverridePage(shown.items().stream().map(OverrideView::of).toList(), shown.nextCursor());
    }

    @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("usage:read")
    @Operation(operationId = "getPriceOverride", summary = "An override as it stands; its ETag goes into If-Match")
    ResponseEntity<OverrideView> get(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        var found = store.find(caller.organizationId(), id).orElseThrow(() -> OverrideStore.notFound(id));
        return reply(HttpStatus.OK, found).body(OverrideView.of(found));
    }

    @GetMapping(path = "/{id}/versions", produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("usage:read")
    @Operation(operationId = "listPriceOverrideVersions", summary = "All that an override ever said, the newest first")
    OverridePage versions(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        var found = store.versions(caller.organizationId(), id);
        if (found.isEmpty()) {
            throw OverrideStore.notFound(id);
        }
        return new OverridePage(found.stream().map(OverrideView::of).toList(), null);
    }

    @PutMapping(
            path = "/{id}",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("price:manage")
    @Operation(
            operationId = "changePriceOverride",
            summary = "Replace what an override says; events priced before keep their price")
    @ApiResponse(responseCode = "200", description = "Changed")
    @ApiResponse(
            responseCode = "409",
            description = "It overlaps another override, or is ended",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE, schema = @Schema(ref = PROBLEM)))
    ResponseEntity<OverrideView> change(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID id,
            IfMatch match,
            @Parameter(schema = @Schema(implementation = OverrideTerms.class)) @RequestBody JsonNode body) {
        requireEverywhere(caller);
        var terms = TermsReader.read(body, Clock.systemUTC().instant());
        var changed = recorded(
                caller, CHANGED, () -> store.change(caller.organizationId(), caller.subject(), id, match, terms));
        return reply(HttpStatus.OK, changed).body(OverrideView.of(changed));
    }

    @DeleteMapping("/{id}")
    @RequiresPermission("price:manage")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "endPriceOverride", summary = "End an override now; what it said stays")
    @ApiResponse(responseCode = "204", description = "Ended")
    void end(@Parameter(hidden = true) Caller caller, @PathVariable UUID id, @Nullable IfMatch match) {
        requireEverywhere(caller);
        recorded(caller, ENDED, () -> store.end(caller.organizationId(), caller.subject(), id, match));
    }

    /** Does it, tells the audit log, and puts the prices in force once all is committed. */
    private PriceOverride recorded(Caller caller, String action, Supplier<PriceOverride> work) {
        var organization = caller.organizationId();
        return database.forOrganization(organization, _ -> {
            var override = work.get();
            trail.record(AuditEntry.by(caller, action)
                    .on(TARGET, override.id(), override.terms().model())
                    .with("provider", override.terms().provider())
                    .with("revision", override.revision())
                    .now());
            database.afterCommit(() -> overrides.refresh(organization));
            return override;
        });
    }

    /** Prices count for the whole organisation. */
    private static void requireEverywhere(Caller caller) {
        if (!caller.canEverywhere("price:manage")) {
            throw new ProblemException(
                    CommonProblem.FORBIDDEN,
                    "The credential has price:manage for parts of the organisation only: expected it for all of it.");
        }
    }

    private static ResponseEntity.BodyBuilder reply(HttpStatus status, PriceOverride override) {
        return ResponseEntity.status(status).eTag(IfMatch.etag(override.revision()));
    }

    /** A page of overrides. */
    @Schema(name = "PriceOverridePage")
    record OverridePage(List<OverrideView> items, @Nullable String nextCursor) {}
}
