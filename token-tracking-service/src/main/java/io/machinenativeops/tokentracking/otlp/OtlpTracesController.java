package io.machinenativeops.tokentracking.otlp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.tokentracking.ingest.RequestBodies;
import io.machinenativeops.tokentracking.ingest.Source;
import io.machinenativeops.tokentracking.ingest.UsageIntake;
import io.machinenativeops.tokentracking.ingest.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /otlp/v1/traces} (OTLP/HTTP 1.x): spans of model calls with usage are recorded, all others are accepted and
 * left aside. Errors are {@code google.rpc.Status} in the encoding of the request.
 */
@RestController
final class OtlpTracesController {

    private static final String RETRY_SECONDS = "5";
    private static final int TOLD = 3;
    /** Most of a body is skipped. */
    private static final int READ_IN_PLACE = 2;

    private final UsageIntake intake;
    private final RequestBodies bodies;
    private final OtlpProperties limits;
    private final MeterRegistry registry;

    OtlpTracesController(UsageIntake intake, RequestBodies bodies, OtlpProperties limits, MeterRegistry registry) {
        this.intake = intake;
        this.bodies = bodies;
        this.limits = limits;
        this.registry = registry;
    }

    /** Takes an {@code ExportTraceServiceRequest}; gzip and deflate are accepted. */
    @PostMapping(
            path = "/otlp/v1/traces",
            consumes = {OtlpEncoding.PROTOBUF_TYPE, MediaType.APPLICATION_JSON_VALUE})
    @RequiresPermission("usage:write")
    @Operation(
            operationId = "exportTraces",
            summary = "Take traces by OTLP/HTTP",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = {
                                @Content(
                                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                                        schema = @Schema(implementation = ExportRequest.class)),
                                @Content(
                                        mediaType = OtlpEncoding.PROTOBUF_TYPE,
                                        schema = @Schema(type = "string", format = "binary"))
                            }))
    @ApiResponse(
            responseCode = "200",
            description = "Taken; partialSuccess tells of spans whose usage could not be recorded",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = OtlpEncoding.ExportReply.class)),
                @Content(mediaType = OtlpEncoding.PROTOBUF_TYPE, schema = @Schema(type = "string", format = "binary"))
            })
    @ApiResponse(
            responseCode = "400",
            description = "Not an export of traces; sending it again is of no use",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = OtlpEncoding.RpcStatus.class)),
                @Content(mediaType = OtlpEncoding.PROTOBUF_TYPE, schema = @Schema(type = "string", format = "binary"))
            })
    @ApiResponse(
            responseCode = "503",
            description = "Nothing can be taken now; send the same again after Retry-After seconds",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = OtlpEncoding.RpcStatus.class)),
                @Content(mediaType = OtlpEncoding.PROTOBUF_TYPE, schema = @Schema(type = "string", format = "binary"))
            })
    ResponseEntity<byte[]> export(@Parameter(hidden = true) Caller caller, HttpServletRequest request) {
        var timer = Timer.start(registry);
        var encoding = OtlpEncoding.of(request.getContentType());
        var reply = bodies.with(request, limits.maxBody(), READ_IN_PLACE, body -> {
            var candidates = ModelCalls.in(encoding.traces(body));
            return reply(encoding, intake.take(caller, Source.OTLP, candidates));
        });
        timer.stop(registry.timer("mno.otlp.requests", "signal", "traces"));
        return reply;
    }

    private static ResponseEntity<byte[]> reply(OtlpEncoding encoding, List<Verdict> verdicts) {
        int rejected = 0;
        var reasons = new ArrayList<String>();
        for (var verdict : verdicts) {
            // One call that two observers report, each in its own words, is one event: the first report counts.
            if (verdict instanceof Verdict.Rejected refusal && !refusal.isConflict()) {
                rejected++;
                if (reasons.size() < TOLD && !reasons.contains(refusal.detail())) {
                    reasons.add(refusal.detail());
                }
            }
        }
        return ResponseEntity.ok()
                .contentType(encoding.mediaType())
                .body(encoding.response(rejected, String.join("; ", reasons)));
    }

    @ExceptionHandler
    ResponseEntity<byte[]> on(UnreadableTracesException unreadable, HttpServletRequest request) {
        return refusal(HttpStatus.BAD_REQUEST, String.valueOf(unreadable.getMessage()), request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> on(ProblemException problem, HttpServletRequest request) {
        return refusal(problem.type().status(), problem.detail(), request);
    }

    private static ResponseEntity<byte[]> refusal(HttpStatus status, String message, HttpServletRequest request) {
        var encoding = OtlpEncoding.of(request.getContentType());
        var reply = ResponseEntity.status(status).contentType(encoding.mediaType());
        if (status == CommonProblem.UNAVAILABLE.status() || status == CommonProblem.TOO_MANY_REQUESTS.status()) {
            reply.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        return reply.body(encoding.status(RpcCode.of(status), message));
    }

    /**
     * {@code ExportTraceServiceRequest} in JSON.
     *
     * @param resourceSpans as OTLP defines them
     */
    record ExportRequest(List<Map<String, Object>> resourceSpans) {}
}
