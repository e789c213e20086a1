package io.machinenativeops.tokentracking.override;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
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
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/price-overrides}: prices that an organisation sets for itself. */
@RestController
@RequestMapping("/api/v1/price-overrides")
@Tag(name = "prices")
final class OverrideController {

    private static final String PROBLEM = "#/components/schemas/Problem";
    private static final int LARGEST_PAGE = 500;
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([0-9]{1,9})\"");

    private final OverrideStore store;
    private final Overrides overrides;

    OverrideController(OverrideStore store, Overrides overrides) {
        this.store = store;
        this.overrides = overrides;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("price:manage")
    @Operation(operationId = "createPriceOverride", summary = "Set a price, or adjust the catalogue's")
    @ApiResponse(responseCode = "201", description = "Made, and in force within two seconds everywhere")
    @ApiResponse(
            responseCode = "409",
            description = "It overlaps another override, or there are too many",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE, schema = @Schema(ref = PROBLEM)))
    @ApiResponse(
            responseCode = "422",
            description = "The idempotency key was sent with another body",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE, schema = @Schema(ref = PROBLEM)))
    ResponseEntity<OverrideView> create(
            @Parameter(hidden = true) Caller caller,
            @Parameter(description = "The same key with the same body makes one override, however often it is sent")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable
                    String key,
            @Parameter(schema = @Schema(implementation = OverrideTerms.class)) @RequestBody JsonNode body) {
        requireEverywhere(caller);
        if (key != null && !KEY.matcher(key).matches()) {
            throw ProblemException.invalid(
                    "Idempotency-Key",
                    "has " + key.length() + " characters: expected 1 to 128 printable ASCII characters");
        }
        var terms = TermsReader.read(body, Clock.systemUTC().instant());
        var made = store.create(caller.organizationId(), caller.subject(), terms, key, digest(body));
        overrides.refresh(caller.organizationId());
        return reply(HttpStatus.CREATED, made)
                .header(HttpHeaders.LOCATION, PriceOverride.PATH + made.id())
                .body(OverrideView.of(made));
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("usage:read")
    @Operation(operationId = "listPriceOverrides", summary = "The overrides, in the order in which they were made")
    Page list(
            @Parameter(hidden = true) Caller caller,
            @Parameter(description = "nextCursor of the page before") @RequestParam(required = false) @Nullable
                    UUID cursor,
            @Parameter(description = "Items a page, 1 to 500") @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw ProblemException.invalid("limit", limit + " is not allowed, expected 1 to " + LARGEST_PAGE);
        }
        var found = store.list(caller.organizationId(), cursor, limit + 1);
        var page = found.subList(0, Math.min(found.size(), limit));
        return new Page(
                page.stream().map(OverrideView::of).toList(),
                found.size() > limit ? page.getLast().id().toString() : null);
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
    Page versions(@Parameter(hidden = true) Caller caller, @PathVariable UUID id) {
        var found = store.versions(caller.organizationId(), id);
        if (found.isEmpty()) {
            throw OverrideStore.notFound(id);
        }
        return new Page(found.stream().map(OverrideView::of).toList(), null);
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
    @ApiResponse(
            responseCode = "412",
            description = "It was changed meanwhile",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE, schema = @Schema(ref = PROBLEM)))
    @ApiResponse(
            responseCode = "428",
            description = "If-Match is missing",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE, schema = @Schema(ref = PROBLEM)))
    ResponseEntity<OverrideView> change(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID id,
            @Parameter(description = "The ETag that was read; required", required = true)
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable
                    String match,
            @Parameter(schema = @Schema(implementation = OverrideTerms.class)) @RequestBody JsonNode body) {
        requireEverywhere(caller);
        if (match == null) {
            throw new ProblemException(
                    CommonProblem.PRECONDITION_REQUIRED,
                    "If-Match is missing: expected the ETag of the override as it was read.");
        }
        var terms = TermsReader.read(body, Clock.systemUTC().instant());
        var changed = store.change(caller.organizationId(), caller.subject(), id, revision(match), terms);
        overrides.refresh(caller.organizationId());
        return reply(HttpStatus.OK, changed).body(OverrideView.of(changed));
    }

    @DeleteMapping("/{id}")
    @RequiresPermission("price:manage")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "endPriceOverride", summary = "End an override now; what it said stays")
    @ApiResponse(responseCode = "204", description = "Ended")
    @ApiResponse(
            responseCode = "412",
            description = "It was changed meanwhile",
            content = @Content(mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE, schema = @Schema(ref = PROBLEM)))
    void end(
            @Parameter(hidden = true) Caller caller,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String match) {
        requireEverywhere(caller);
        store.end(caller.organizationId(), caller.subject(), id, match == null ? null : revision(match));
        overrides.refresh(caller.organizationId());
    }

    /** Prices count for the whole organisation. */
    private static void requireEverywhere(Caller caller) {
        if (!caller.canEverywhere("price:manage")) {
            throw new ProblemException(
                    CommonProblem.FORBIDDEN,
                    "The credential has price:manage for parts of the organisation only: expected it for all of it.");
        }
    }

    private static @Nullable Integer revision(String match) {
        if (match.strip().equals("*")) {
            return null;
        }
        var tag = TAG.matcher(match.strip());
        if (!tag.matches()) {
            throw ProblemException.invalid("If-Match", "is '" + match + "': expected an ETag such as \"3\"");
        }
        return Integer.valueOf(tag.group(1));
    }

    private static ResponseEntity.BodyBuilder reply(HttpStatus status, PriceOverride override) {
        return ResponseEntity.status(status).eTag("\"" + override.revision() + "\"");
    }

    private static String digest(JsonNode body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(body.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** A page of overrides. */
    record Page(List<OverrideView> items, @Nullable String nextCursor) {}
}
