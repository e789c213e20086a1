package io.machinenativeops.teamrbac.audit;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.paging.Page;
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
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/v1/audit-events}: what was done in the caller's organisation. That it is read is logged too. */
@RestController
@RequestMapping(path = "/api/v1/audit-events")
@Tag(name = "audit events")
final class AuditController {

    private static final String SEES = "audit:read";
    private static final String EVERYWHERE_ONLY =
            "The audit log is the whole organisation's: expected " + SEES + " for all of it.";
    private static final int A_READ = 1_000;
    private static final int A_VERIFICATION = 100_000;

    private final AuditStore entries;
    private final CheckpointStore checkpoints;
    private final RetentionStore retentions;
    private final LogCheck check;
    private final AuditKeys keys;
    private final AuditTrail trail;
    private final TenantDatabase database;
    private final JsonMapper json;

    AuditController(
            AuditStore entries,
            CheckpointStore checkpoints,
            RetentionStore retentions,
            LogCheck check,
            AuditKeys keys,
            AuditTrail trail,
            TenantDatabase database,
            JsonMapper json) {
        this.entries = entries;
        this.checkpoints = checkpoints;
        this.retentions = retentions;
        this.check = check;
        this.keys = keys;
        this.trail = trail;
        this.database = database;
        this.json = json;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission(SEES)
    @Operation(operationId = "listAuditEvents", summary = "What was done, the newest first")
    Page<EntryView> list(
            @Parameter(hidden = true) Caller caller,
            PageQuery page,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String target,
            @RequestParam(required = false) @Nullable String keyId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        var organization = organization(caller);
        var filter = filter(actor, action, target, keyId, from, to);
        var after = page.after(Long::valueOf);
        note(caller, AuditConfiguration.READ, Map.of("query", text(filter)));
        var found = entries.find(organization, filter, after, true, page.toRead());
        return page.page(found, entry -> List.of(Long.toString(entry.chained().sequence())))
                .map(EntryView::of);
    }

    @GetMapping(
            path = "/export",
            produces = {"application/x-ndjson", "text/csv"})
    @RequiresPermission(SEES)
    @Operation(
            operationId = "exportAuditEvents",
            summary = "All that was done, the oldest first, as one file; format is jsonl or csv",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "One entry a line",
                            content = {
                                @Content(
                                        mediaType = "application/x-ndjson",
                                        schema = @Schema(implementation = EntryView.class)),
                                @Content(mediaType = "text/csv", schema = @Schema(type = "string"))
                            }))
    void export(
            @Parameter(hidden = true) Caller caller,
            @RequestParam(required = false) @Nullable String format,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String target,
            @RequestParam(required = false) @Nullable String keyId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        var organization = organization(caller);
        boolean csv = "csv".equals(format);
        if (!csv && format != null && !format.equals("jsonl")) {
            throw ProblemException.invalid("format", "is '" + format + "': expected jsonl or csv");
        }
        // What comes while it is written is for the next export.
        var filter = filter(actor, action, target, keyId, from, to)
                .upTo(entries.head(organization).sequence());
        note(caller, AuditConfiguration.EXPORTED, Map.of("query", text(filter), "format", csv ? "csv" : "jsonl"));
        response.setContentType(csv ? "text/csv;charset=UTF-8" : "application/x-ndjson");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"audit-events." + (csv ? "csv" : "jsonl") + "\"");
        var out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8);
        if (csv) {
            out.write(CsvRow.HEADER);
        }
        write(organization, filter, csv, out);
        out.flush();
    }

    private void write(UUID organization, EntryFilter filter, boolean csv, Writer out) throws IOException {
        long last = 0;
        while (true) {
            var part = entries.find(organization, filter, last, false, A_READ);
            for (var each : part) {
                var entry = EntryView.of(each);
                out.write(csv ? CsvRow.of(entry, json) : json.writeValueAsString(entry) + "\n");
                last = entry.sequence();
            }
            if (part.size() < A_READ) {
                return;
            }
        }
    }

    @GetMapping(path = "/verify", produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission(SEES)
    @Operation(
            operationId = "verifyAuditEvents",
            summary = "Whether the log was tampered with, in parts: go on with after = next until it is complete")
    Verification verify(
            @Parameter(hidden = true) Caller caller,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        var organization = organization(caller);
        var result = check.check(
                organization,
                after == null ? null : place(organization, after),
                PageQuery.limit(limit, A_VERIFICATION, A_VERIFICATION));
        note(caller, AuditConfiguration.VERIFIED, Map.of("complete", result.complete(), "faults", result.faultCount()));
        return Verification.of(result);
    }

    @GetMapping(path = "/checkpoints", produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission(SEES)
    @Operation(
            operationId = "listAuditCheckpoints",
            summary = "Signed statements of where the log stood, the newest first")
    Page<CheckpointView> checkpoints(@Parameter(hidden = true) Caller caller, PageQuery page) {
        var before = page.after(Long::valueOf);
        return page.page(
                        checkpoints.before(organization(caller), before, page.toRead()),
                        each -> List.of(Long.toString(each.checkpoint().head().sequence())))
                .map(CheckpointView::of);
    }

    @GetMapping(path = "/keys", produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission(SEES)
    @Operation(operationId = "listAuditKeys", summary = "The public keys that checkpoints are signed with")
    AuditKeyList keys() {
        return new AuditKeyList(keys.publicKeys().entrySet().stream()
                .map(key -> new AuditKey(
                        "OKP",
                        "Ed25519",
                        key.getKey(),
                        Base64.getUrlEncoder().withoutPadding().encodeToString(AuditKeys.raw(key.getValue()))))
                .toList());
    }

    @GetMapping(path = "/retention", produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission(SEES)
    @Operation(operationId = "readAuditRetention", summary = "How long entries are kept; null for without end")
    ResponseEntity<RetentionView> retention(@Parameter(hidden = true) Caller caller) {
        organization(caller);
        return tagged(retentions.of(caller.organizationId()));
    }

    @PutMapping(
            path = "/retention",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("org:manage")
    @Operation(
            operationId = "changeAuditRetention",
            summary = "Sets for how many days entries are kept, 30 to 3650 or null")
    ResponseEntity<RetentionView> setRetention(
            @Parameter(hidden = true) Caller caller, IfMatch match, @RequestBody RetentionView body) {
        if (!caller.canEverywhere("org:manage")) {
            throw new ProblemException(CommonProblem.FORBIDDEN, "This needs org:manage for all of the organisation.");
        }
        if (body.days != null && (body.days < 30 || body.days > 3650)) {
            throw ProblemException.invalid("days", "is " + body.days + ": expected 30 to 3650, or null");
        }
        return tagged(database.forOrganization(caller.organizationId(), _ -> {
            var set = retentions.set(caller.organizationId(), match, body.days);
            trail.record(io.machinenativeops.platform.audit.AuditEntry.by(caller, AuditConfiguration.RETENTION)
                    .on("audit-log", caller.organizationId())
                    .with("days", body.days)
                    .now());
            return set;
        }));
    }

    private static ResponseEntity<RetentionView> tagged(RetentionStore.Retention retention) {
        return ResponseEntity.ok().eTag(IfMatch.etag(retention.revision())).body(new RetentionView(retention.days()));
    }

    private void note(Caller caller, String action, Map<String, Object> said) {
        database.forOrganization(caller.organizationId(), _ -> {
            var entry = io.machinenativeops.platform.audit.AuditEntry.by(caller, action)
                    .on("audit-log", caller.organizationId());
            said.forEach(entry::with);
            trail.record(entry.now());
            return true;
        });
    }

    private static UUID organization(Caller caller) {
        if (!caller.canEverywhere(SEES)) {
            throw new ProblemException(CommonProblem.FORBIDDEN, EVERYWHERE_ONLY);
        }
        return UUID.fromString(caller.organizationId());
    }

    private static EntryFilter filter(
            @Nullable String actor,
            @Nullable String action,
            @Nullable String target,
            @Nullable String keyId,
            @Nullable String from,
            @Nullable String to) {
        if (actor != null && !actor.contains(":")) {
            throw ProblemException.invalid("actor", "is '" + actor + "': expected such as user:<id>");
        }
        if (action != null && !action.matches("[a-z0-9-]+(\\.[a-z0-9-]+)*(\\.\\*)?")) {
            throw ProblemException.invalid(
                    "action", "is '" + action + "': expected such as api-key.revoked, or api-key.*");
        }
        var texts = new String[] {actor == null ? "" : actor, target == null ? "" : target, keyId == null ? "" : keyId};
        for (var text : texts) {
            if (text.indexOf('\0') >= 0) {
                throw ProblemException.invalid("actor, target or keyId", "holds U+0000: expected none");
            }
        }
        return new EntryFilter(actor, action, target, keyId, instant("from", from), instant("to", to), null);
    }

    private static @Nullable Instant instant(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            var instant = Instant.parse(text);
            if (instant.isAfter(Instant.EPOCH) && instant.isBefore(Instant.parse("9000-01-01T00:00:00Z"))) {
                return instant;
            }
        } catch (DateTimeException unreadable) {
            // Told below.
        }
        throw ProblemException.invalid(name, "is '" + text + "': expected an instant such as 2026-11-23T00:00:00Z");
    }

    /** The filter as the log tells of it. */
    private static String text(EntryFilter filter) {
        var given = new LinkedHashMap<String, @Nullable Object>();
        given.put("actor", filter.actor());
        given.put("action", filter.action());
        given.put("target", filter.target());
        given.put("keyId", filter.keyId());
        given.put("from", filter.from());
        given.put("to", filter.to());
        return given.entrySet().stream()
                .filter(each -> each.getValue() != null)
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(" "));
    }

    private static ChainHead place(UUID organization, String text) {
        int dash = text.indexOf('-');
        if (dash < 1 || !text.matches("[0-9]{1,15}-[0-9a-f]{64}")) {
            throw ProblemException.invalid("after", "is '" + text + "': expected the next of a reply");
        }
        return new ChainHead(organization, Long.parseLong(text.substring(0, dash)), text.substring(dash + 1));
    }

    /**
     * What a part of the log was found to be.
     *
     * @param next where to go on; null when complete
     * @param verified entries that were looked at
     * @param lastSequence the last of them
     * @param checkpoints that were compared
     * @param firstFault null when there is none
     * @param faults the first hundred
     */
    @Schema(name = "AuditVerification")
    record Verification(
            boolean complete,
            @Nullable String next,
            long verified,
            long lastSequence,
            int checkpoints,
            @Nullable Fault firstFault,
            long faultCount,
            List<Fault> faults) {

        private static Verification of(LogCheck.Result result) {
            var faults = new ArrayList<Fault>();
            result.forged()
                    .forEach(sequence ->
                            faults.add(new Fault(sequence, "FORGED", "the signature of its checkpoint is not good")));
            result.faults()
                    .forEach(each ->
                            faults.add(new Fault(each.sequence(), each.kind().name(), each.detail())));
            faults.sort(Comparator.comparingLong(Fault::sequence));
            var to = result.to();
            return new Verification(
                    result.complete(),
                    result.complete() ? null : to.sequence() + "-" + to.hash(),
                    result.verified(),
                    to.sequence(),
                    result.checkpoints(),
                    faults.isEmpty() ? null : faults.getFirst(),
                    result.faultCount() + result.forged().size(),
                    faults.stream().limit(100).toList());
        }
    }

    /**
     * Something that does not fit.
     *
     * @param sequence of the entry at fault, or of the first that is missing
     * @param kind {@code GAP}, {@code FORK}, {@code EDITED}, {@code UNKNOWN_KEY}, {@code FOREIGN}, {@code REWRITTEN},
     *     {@code TRUNCATED} or {@code FORGED}
     */
    @Schema(name = "AuditFault")
    record Fault(long sequence, String kind, String detail) {}

    /** A signed statement that the log stood at this sequence with this hash at a time. */
    @Schema(name = "AuditCheckpoint")
    record CheckpointView(long sequence, String hash, Instant at, String keyId, String signature) {

        private static CheckpointView of(CheckpointStore.Stored stored) {
            var head = stored.checkpoint().head();
            return new CheckpointView(
                    head.sequence(),
                    head.hash(),
                    stored.checkpoint().at(),
                    stored.keyId(),
                    stored.checkpoint().signature());
        }
    }

    /** Public keys as a JWK set (RFC 7517). */
    @Schema(name = "AuditKeySet")
    record AuditKeyList(List<AuditKey> keys) {}

    /** An Ed25519 public key (RFC 8037). */
    @Schema(name = "AuditKey")
    record AuditKey(String kty, String crv, String kid, String x) {}

    /** For how many days entries are kept; null for without end. */
    @Schema(name = "AuditRetention")
    record RetentionView(@Nullable Integer days) {}
}
