package io.machinenativeops.tokentracking.otlp;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.problem.Problems;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.tokentracking.ingest.rest.RequestBodies;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static java.util.Objects.requireNonNull;

/**
 * The routes of OTLP/HTTP 1.x. Errors are {@code google.rpc.Status} in the encoding of the request; gzip and deflate are
 * accepted.
 */
@RestController
@RequestMapping(
        path = "/otlp/v1",
        consumes = {OtlpEncoding.PROTOBUF_TYPE, MediaType.APPLICATION_JSON_VALUE})
@ApiResponse(
        responseCode = "200",
        description = "Taken; partialSuccess tells of usage that could not be recorded",
        content = {
            @Content(
                    mediaType = MediaType.APPLICATION_JSON_VALUE,
                    schema = @Schema(implementation = ExportReply.class)),
            @Content(mediaType = OtlpEncoding.PROTOBUF_TYPE, schema = @Schema(type = "string", format = "binary"))
        })
@ApiResponse(
        responseCode = "400",
        description = "Not an export of this signal; sending it again is of no use",
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
final class OtlpController {

    private static final Duration SHORT_BREAK = Duration.ofSeconds(5);
    /** Most of a body is skipped. */
    private static final int READ_IN_PLACE = 2;

    private final Map<String, Signal> signals;
    private final RequestBodies bodies;
    private final OtlpProperties limits;
    private final MeterRegistry registry;

    OtlpController(List<Signal> signals, RequestBodies bodies, OtlpProperties limits, MeterRegistry registry) {
        this.signals = signals.stream().collect(Collectors.toMap(Signal::name, Function.identity()));
        this.bodies = bodies;
        this.limits = limits;
        this.registry = registry;
    }

    /** Takes an {@code ExportTraceServiceRequest}. */
    @PostMapping("/traces")
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
                                        schema = @Schema(implementation = TracesExport.class)),
                                @Content(
                                        mediaType = OtlpEncoding.PROTOBUF_TYPE,
                                        schema = @Schema(type = "string", format = "binary"))
                            }))
    ResponseEntity<byte[]> traces(@Parameter(hidden = true) Caller caller, HttpServletRequest request) {
        return export("traces", caller, request);
    }

    /** Takes an {@code ExportLogsServiceRequest}. */
    @PostMapping("/logs")
    @RequiresPermission("usage:write")
    @Operation(
            operationId = "exportLogs",
            summary = "Take logs by OTLP/HTTP",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = {
                                @Content(
                                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                                        schema = @Schema(implementation = LogsExport.class)),
                                @Content(
                                        mediaType = OtlpEncoding.PROTOBUF_TYPE,
                                        schema = @Schema(type = "string", format = "binary"))
                            }))
    ResponseEntity<byte[]> logs(@Parameter(hidden = true) Caller caller, HttpServletRequest request) {
        return export("logs", caller, request);
    }

    /** Takes an {@code ExportMetricsServiceRequest}. */
    @PostMapping("/metrics")
    @RequiresPermission("usage:write")
    @Operation(
            operationId = "exportMetrics",
            summary = "Take metrics by OTLP/HTTP",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = {
                                @Content(
                                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                                        schema = @Schema(implementation = MetricsExport.class)),
                                @Content(
                                        mediaType = OtlpEncoding.PROTOBUF_TYPE,
                                        schema = @Schema(type = "string", format = "binary"))
                            }))
    ResponseEntity<byte[]> metrics(@Parameter(hidden = true) Caller caller, HttpServletRequest request) {
        return export("metrics", caller, request);
    }

    private ResponseEntity<byte[]> export(String name, Caller caller, HttpServletRequest request) {
        var signal = requireNonNull(signals.get(name));
        var timer = Timer.start(registry);
        var encoding = OtlpEncoding.of(request.getContentType());
        var partial =
                bodies.with(request, limits.maxBody(), READ_IN_PLACE, body -> signal.take(caller, encoding, body));
        timer.stop(registry.timer("mno.otlp.requests", "signal", name));
        return ResponseEntity.ok().contentType(encoding.mediaType()).body(encoding.response(name, partial));
    }

    @ExceptionHandler
    ResponseEntity<byte[]> on(UnreadableExportException unreadable, HttpServletRequest request) {
        return refusal(HttpStatus.BAD_REQUEST, String.valueOf(unreadable.getMessage()), null, request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> on(ProblemException problem, HttpServletRequest request) {
        return refusal(problem.type().status(), problem.detail(), problem.retryAfter(), request);
    }

    private static ResponseEntity<byte[]> refusal(
            HttpStatus status, String message, @Nullable Duration retryAfter, HttpServletRequest request) {
        var encoding = OtlpEncoding.of(request.getContentType());
        var reply = ResponseEntity.status(status).contentType(encoding.mediaType());
        if (status == CommonProblem.UNAVAILABLE.status() || status == CommonProblem.TOO_MANY_REQUESTS.status()) {
            reply.header(HttpHeaders.RETRY_AFTER, Problems.seconds(retryAfter == null ? SHORT_BREAK : retryAfter));
        }
        return reply.body(encoding.status(RpcCode.of(status), message));
    }

    /**
     * {@code ExportTraceServiceRequest} in JSON.
     *
     * @param resourceSpans as OTLP defines them
     */
    record TracesExport(List<Map<String, Object>> resourceSpans) {}

    /**
     * {@code ExportLogsServiceRequest} in JSON.
     *
     * @param resourceLogs as OTLP defines them
     */
    record LogsExport(List<Map<String, Object>> resourceLogs) {}

    /**
     * {@code ExportMetricsServiceRequest} in JSON.
     *
     * @param resourceMetrics as OTLP defines them
     */
    record MetricsExport(List<Map<String, Object>> resourceMetrics) {}
}
