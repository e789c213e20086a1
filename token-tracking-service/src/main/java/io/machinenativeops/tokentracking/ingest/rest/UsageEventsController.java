package io.machinenativeops.tokentracking.ingest.rest;

import java.net.URI;
import java.util.List;

import io.machinenativeops.platform.problem.Problems;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.tokentracking.ingest.IngestProperties;
import io.machinenativeops.tokentracking.ingest.Source;
import io.machinenativeops.tokentracking.ingest.UsageIntake;
import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import io.machinenativeops.tokentracking.ingest.reading.IngestProblem;
import io.machinenativeops.tokentracking.ingest.reading.UsageEvent;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/v1/usage-events}. */
@RestController
@Tag(name = "ingest", description = "Recording what was used")
final class UsageEventsController {

    /** A body becomes a tree of nodes. */
    private static final int TREE = 6;

    private final UsageIntake intake;
    private final RequestBodies bodies;
    private final IngestProperties limits;

    UsageEventsController(UsageIntake intake, RequestBodies bodies, IngestProperties limits) {
        this.intake = intake;
        this.bodies = bodies;
        this.limits = limits;
    }

    /** Records 1 to 1,000 events; gzip and deflate are accepted. */
    @PostMapping(
            path = "/api/v1/usage-events",
            consumes = {MediaType.APPLICATION_JSON_VALUE, CloudEvents.ONE, CloudEvents.BATCH})
    @RequiresPermission("usage:write")
    @Operation(
            operationId = "recordUsageEvents",
            summary = "Record usage events",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = {
                                @Content(
                                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                                        schema = @Schema(implementation = Envelope.class)),
                                @Content(
                                        mediaType = CloudEvents.ONE,
                                        schema = @Schema(implementation = UsageCloudEvent.class)),
                                @Content(
                                        mediaType = CloudEvents.BATCH,
                                        array = @ArraySchema(schema = @Schema(implementation = UsageCloudEvent.class)))
                            }))
    @ApiResponse(
            responseCode = "202",
            description = "Every event has its verdict; what was accepted is durable",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = UsageReply.class)))
    @ApiResponse(
            responseCode = "422",
            description = "All events were rejected",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                            schema = @Schema(implementation = AllRejected.class)))
    ResponseEntity<Object> record(@Parameter(hidden = true) Caller caller, HttpServletRequest request) {
        var verdicts = bodies.with(
                request, limits.maxBody(), TREE, body -> intake.take(caller, Source.REST, read(request, body)));
        var reply = UsageReply.of(verdicts);
        return reply.nothingTaken()
                ? ResponseEntity.unprocessableContent()
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .body(allRejected(reply, request.getRequestURI()))
                : ResponseEntity.accepted()
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(reply);
    }

    private List<Candidate> read(HttpServletRequest request, byte[] body) {
        var type = MediaType.parseMediaType(request.getContentType());
        if (type.isCompatibleWith(MediaType.parseMediaType(CloudEvents.BATCH))) {
            return CloudEvents.structured(body, true, limits.maxEvents());
        }
        if (type.isCompatibleWith(MediaType.parseMediaType(CloudEvents.ONE))) {
            return CloudEvents.structured(body, false, limits.maxEvents());
        }
        return CloudEvents.isBinary(request)
                ? CloudEvents.binary(request, body)
                : EventBatch.read(body, limits.maxEvents());
    }

    private static Object allRejected(UsageReply reply, String path) {
        var first = reply.rejected().getFirst().problem();
        var document = Problems.document(
                IngestProblem.ALL_EVENTS_REJECTED,
                "All " + reply.rejected().size() + " events were rejected; the first because: " + first.detail(),
                List.of());
        document.setInstance(URI.create(path));
        var traceId = MDC.get("traceId");
        if (traceId != null) {
            document.setProperty("traceId", traceId);
        }
        document.setProperty("accepted", reply.accepted());
        document.setProperty("duplicates", reply.duplicates());
        document.setProperty("rejected", reply.rejected());
        return document;
    }

    /** The body of the request. */
    record Envelope(
            @ArraySchema(
                    minItems = 1,
                    maxItems = 1000,
                    schema = @Schema(implementation = UsageEvent.class),
                    arraySchema = @Schema(requiredMode = Schema.RequiredMode.REQUIRED))
            List<UsageEvent> events) {}

    /** A usage event as a CloudEvent 1.0; source and id name it, unless the data has an eventId. */
    record UsageCloudEvent(
            @Schema(allowableValues = "1.0") String specversion,
            String id,
            String source,
            String type,
            @Nullable String time,
            @Nullable String datacontenttype,
            UsageEvent data) {}

    /** The problem document of a batch of which nothing was taken. */
    record AllRejected(
            String type,
            String title,
            int status,
            String detail,
            String instance,
            String code,
            String traceId,
            int accepted,
            int duplicates,
            List<UsageReply.Rejected> rejected) {}
}
