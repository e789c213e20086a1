package io.machinenativeops.tokentracking.otlp;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.UUID;

import io.machinenativeops.embedded.EmbeddedStores;
import io.machinenativeops.tokentracking.event.RecordedUsage;
import io.machinenativeops.tokentracking.ingest.IngestService;
import io.machinenativeops.tokentracking.ingest.IngestService.Reply;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What an exporter of logs meets at the port. */
class OtlpLogsIT {

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
    void recordsARequestOfClaudeCodeOnceInEitherEncoding() throws Exception {
        var request = "req_" + UUID.randomUUID();
        var json = Fixture.json("claude-code-logs.json", "req_011", request, "17953428", recently());

        assertThat(send(json, "application/json").text()).isEqualTo("{}");
        var protobuf = send(Fixture.protobuf(ExportLogsServiceRequest.newBuilder(), json), "application/x-protobuf");
        assertThat(protobuf.status()).isEqualTo(200);
        assertThat(ExportLogsServiceResponse.parseFrom(protobuf.response().body())
                        .hasPartialSuccess())
                .isFalse();

        var item = item("anthropic:" + request);
        assertThat(item.call().latencyMs()).isEqualTo(2000);
        // Beside each other: 2 fresh, 84,562 read, 7,096 written.
        assertThat(item.usage().inputTokens()).isEqualTo(91_660);
        assertThat(item.usage().cacheReadTokens()).isEqualTo(84_562);
        assertThat(item.cost().reported()).isNotNull();
        var errors = service.items().stream()
                .filter(event -> event.eventId().startsWith("claude_code.api_error:"))
                .toList();
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst().call().status()).isEqualTo("error");
    }

    @Test
    void tellsHowManyRecordsItCouldNotTake() {
        var reply = send(
                Fixture.json("codex-logs.json", "17953428", recently(), "\"32562\"", "\"many\""), "application/json");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().at("/partialSuccess/rejectedLogRecords").asString())
                .isEqualTo("1");
        assertThat(reply.json().at("/partialSuccess/errorMessage").asString()).contains("many");
        assertThat(reply.json().at("/partialSuccess/rejectedSpans").isMissingNode())
                .isTrue();
    }

    @Test
    void refusesAsTheOtherSignalsDo() {
        var broken = send(new byte[] {(byte) 0xff}, "application/x-protobuf");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.header("Content-Type")).isEqualTo("application/x-protobuf");
        assertThat(send(new byte[0], "text/plain").status()).isEqualTo(415);
    }

    /** The first digits of a time of the last minutes, for those of the fixture; its seconds are kept. */
    private static String recently() {
        return Long.toString(Instant.now().getEpochSecond() / 100 - 1);
    }

    private static RecordedUsage item(String id) {
        var found = service.items().stream()
                .filter(item -> item.eventId().equals(id))
                .toList();
        assertThat(found).as("items with id " + id).hasSize(1);
        return found.getFirst();
    }

    private static Reply send(byte[] body, String contentType) {
        return service.send(
                "/otlp/v1/logs",
                BodyPublishers.ofByteArray(body),
                IngestService.token(IngestService.ORGANIZATION),
                "Content-Type",
                contentType);
    }
}
