package io.machinenativeops.tokentracking.otlp;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

import com.google.protobuf.CodedInputStream;
import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.ingest.IngestService;
import io.machinenativeops.tokentracking.ingest.IngestService.Reply;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static io.machinenativeops.tokentracking.otlp.Exports.call;
import static io.machinenativeops.tokentracking.otlp.Exports.number;
import static io.machinenativeops.tokentracking.otlp.Exports.span;
import static io.machinenativeops.tokentracking.otlp.Exports.text;
import static org.assertj.core.api.Assertions.assertThat;

/** What an exporter meets at the port. */
class OtlpTracesIT {

    private static final String PROTOBUF = "application/x-protobuf";
    private static IngestService service;

    @BeforeAll
    static void start() {
        service = IngestService.on(
                EmbeddedStores.redisUrl(),
                "--spring.cloud.stream.redis-streams.binder.key-prefix=" + EmbeddedStores.freshKeyPrefix());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void recordsTheModelCallOfATraceOnce() throws Exception {
        var response = "chatcmpl-" + UUID.randomUUID();
        var request = Exports.of(
                now(span(
                        1,
                        0,
                        text("gen_ai.operation.name", "invoke_agent"),
                        text("gen_ai.agent.name", "reviewer"),
                        number("gen_ai.usage.input_tokens", 10),
                        number("gen_ai.usage.output_tokens", 1))),
                now(call(2, 1, text("gen_ai.response.id", response))),
                now(span(3, 1, text("http.request.method", "GET"))));

        var reply = export(request);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo(PROTOBUF);
        assertThat(ExportTraceServiceResponse.parseFrom(reply.response().body()).hasPartialSuccess())
                .isFalse();
        assertThat(export(request).status()).isEqualTo(200);

        var item = item("openai:" + response);
        assertThat(item.origin().agent()).isEqualTo("reviewer");
        assertThat(item.trace().parentSpanId()).isEqualTo("0000000000000001");
        assertThat(item.usage().dialect()).isEqualTo("otel");
        // 10 x 0.00000125 + 1 x 0.00001
        assertThat(item.cost().amount()).isEqualByComparingTo("0.0000225");
        assertThat(item.usage().raw().toString())
                .isEqualTo("{\"gen_ai.usage.input_tokens\":10,\"gen_ai.usage.output_tokens\":1}");
    }

    @Test
    void aCallThatRestAndOtlpReportIsOneEvent() {
        var response = "chatcmpl-" + UUID.randomUUID();
        service.events("{\"events\":[{\"provider\":\"openai\",\"model\":\"gpt-5\",\"responseId\":\"" + response
                + "\",\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":1}}]}");

        var reply = export(Exports.of(now(call(1, 0, text("gen_ai.response.id", response)))));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.response().body()).isEmpty();
        assertThat(item("openai:" + response).usage().inputTokens()).isEqualTo(11);
    }

    @Test
    void withoutAResponseIdTheSpanIdentifiesTheCall() {
        var request = Exports.of(now(call(77, 0)));
        export(request);
        export(request);

        assertThat(item(Exports.TRACE + "-" + Exports.hex(77)).trace().traceId())
                .isEqualTo(Exports.TRACE);
    }

    @Test
    void tellsHowManySpansItCouldNotTakeAndWhy() throws Exception {
        var bad = now(span(
                1,
                0,
                text("gen_ai.operation.name", "chat"),
                text("gen_ai.provider.name", "openai"),
                text("gen_ai.request.model", "gpt-5"),
                number("gen_ai.usage.input_tokens", -1)));
        var ancient = call(2, 0).setStartTimeUnixNano(1).setEndTimeUnixNano(2);
        var good = now(call(78, 0));

        var partial = ExportTraceServiceResponse.parseFrom(
                        export(Exports.of(bad, ancient, good)).response().body())
                .getPartialSuccess();
        assertThat(partial.getRejectedSpans()).isEqualTo(2);
        assertThat(partial.getErrorMessage()).contains("-1", "90 days");
        assertThat(item(Exports.TRACE + "-" + Exports.hex(78)).cost().amount()).isNotNull();

        var json = json("""
                {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%s","spanId":"00000000000000ff",
                 "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
                  {"key":"gen_ai.usage.input_tokens","value":{"intValue":"5"}}]}]}]}]}
                """.formatted(Exports.TRACE));
        assertThat(json.status()).isEqualTo(200);
        assertThat(json.header("Content-Type")).isEqualTo("application/json");
        assertThat(json.json().at("/partialSuccess/rejectedSpans").asString()).isEqualTo("1");
        assertThat(json.json().at("/partialSuccess/errorMessage").asString()).contains("provider is missing");
    }

    @Test
    void takesJsonAndGzip() {
        var body = """
                {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%s","spanId":"00000000000000aa",
                 "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
                  {"key":"gen_ai.system","value":{"stringValue":"openai"}},
                  {"key":"gen_ai.request.model","value":{"stringValue":"gpt-5"}},
                  {"key":"gen_ai.usage.input_tokens","value":{"intValue":"5"}}]}]}]}]}
                """.formatted(Exports.TRACE);

        assertThat(json(body).text()).isEqualTo("{}");
        var gzip = service.send(
                "/otlp/v1/traces",
                BodyPublishers.ofByteArray(IngestService.gzip(body.getBytes(StandardCharsets.UTF_8))),
                IngestService.token(IngestService.ORGANIZATION),
                "Content-Type",
                "application/json",
                "Content-Encoding",
                "gzip");
        assertThat(gzip.text()).isEqualTo("{}");
        assertThat(item(Exports.TRACE + "-00000000000000aa").usage().inputTokens())
                .isEqualTo(5);
    }

    @Test
    void refusesWithAStatusInTheEncodingOfTheRequest() throws Exception {
        var protobuf = send(new byte[] {(byte) 0xff, (byte) 0xff}, PROTOBUF);
        assertThat(protobuf.status()).isEqualTo(400);
        assertThat(protobuf.header("Content-Type")).isEqualTo(PROTOBUF);
        var status = CodedInputStream.newInstance(protobuf.response().body());
        assertThat(status.readTag()).isEqualTo(8);
        assertThat(status.readInt32()).isEqualTo(3);
        assertThat(status.readTag()).isEqualTo(18);
        assertThat(status.readString()).contains("protobuf");

        var json = json("{\"resourceSpans\":7}");
        assertThat(json.status()).isEqualTo(400);
        assertThat(json.json().get("code").asInt()).isEqualTo(3);
        assertThat(json.json().get("message").asString()).contains("line 1");

        var large = json("{\"x\":\"" + "x".repeat(34_000_000) + "\"}");
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.json().get("code").asInt()).isEqualTo(8);

        var reader = IngestService.issuer().token(IngestService.ORGANIZATION, "usage:read");
        var denied = service.send(
                "/otlp/v1/traces", BodyPublishers.ofString("{}"), reader, "Content-Type", "application/json");
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.json().get("code").asInt()).isEqualTo(7);
        assertThat(service.send("/otlp/v1/traces", BodyPublishers.ofString("{}"), null, "Content-Type", PROTOBUF)
                        .status())
                .isEqualTo(401);
        assertThat(send(new byte[0], "text/plain").status()).isEqualTo(415);
    }

    private static io.opentelemetry.proto.trace.v1.Span.Builder now(io.opentelemetry.proto.trace.v1.Span.Builder span) {
        long start = Instant.now().toEpochMilli() * 1_000_000;
        return span.setStartTimeUnixNano(start).setEndTimeUnixNano(start + 1_000_000);
    }

    private static RecordedUsage item(String id) {
        var found = service.items().stream()
                .filter(item -> item.eventId().equals(id))
                .toList();
        assertThat(found).as("items with id " + id).hasSize(1);
        return found.getFirst();
    }

    private static Reply export(ExportTraceServiceRequest request) {
        return send(request.toByteArray(), PROTOBUF);
    }

    private static Reply json(String body) {
        return send(body.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    private static Reply send(byte[] body, String contentType) {
        return service.send(
                "/otlp/v1/traces",
                BodyPublishers.ofByteArray(body),
                IngestService.token(IngestService.ORGANIZATION),
                "Content-Type",
                contentType);
    }
}
