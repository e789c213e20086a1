package io.machinenativeops.tokentracking.ingest;

import java.net.URI;
import java.util.List;

import io.machinenativeops.platform.problem.Problems;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.MDC;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/v1/usage-events}. */
@RestController
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
    @PostMapping(path = "/api/v1/usage-events", consumes = MediaType.APPLICATION_JSON_VALUE)
    @RequiresPermission("usage:write")
    @Operation(
            operationId = "recordUsageEvents",
            summary = "Record usage events",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = Envelope.class))))
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
                request,
                limits.maxBody(),
                TREE,
                body -> intake.take(caller, Source.REST, EventBatch.read(body, limits.maxEvents())));
        var reply = UsageReply.of(verdicts);
        return reply.nothingTaken()
                ? ResponseEntity.unprocessableContent()
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .body(allRejected(reply, request.getRequestURI()))
                : ResponseEntity.accepted()
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(reply);
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
