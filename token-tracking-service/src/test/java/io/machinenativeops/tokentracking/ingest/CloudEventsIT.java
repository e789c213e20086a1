package io.machinenativeops.tokentracking.ingest;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.machinenativeops.embedded.EmbeddedStores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** CloudEvents as the CloudEvents SDK sends them. */
class CloudEventsIT {

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

    private static String usage(int tokens) {
        return "{\"provider\":\"anthropic\",\"model\":\"claude-sonnet-4-5\",\"usage\":{\"input_tokens\":" + tokens
                + ",\"output_tokens\":1}}";
    }

    private static CloudEvent event(String source, String id, int tokens) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create(source))
                .withType("usage")
                .withTime(OffsetDateTime.now(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(usage(tokens).getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private static IngestService.Reply send(CloudEvent event, boolean structured) {
        var headers = new ArrayList<String>();
        var body = new ArrayList<byte[]>();
        var writer = HttpMessageFactory.createWriter(
                (name, value) -> headers.addAll(List.of(name, value)), bytes -> body.add(bytes));
        if (structured) {
            writer.writeStructured(event, JsonFormat.CONTENT_TYPE);
        } else {
            writer.writeBinary(event);
        }
        return service.events(body.getFirst(), headers.toArray(String[]::new));
    }

    @Test
    void recordsOneInStructuredAndInBinaryMode() {
        var id = UUID.randomUUID().toString();
        var structured = event("/agents/reviewer", id, 3);
        assertThat(send(structured, true).text()).isEqualTo("{\"accepted\":1,\"duplicates\":0,\"rejected\":[]}");
        assertThat(send(structured, true).text()).contains("\"duplicates\":1");
        assertThat(send(structured, false).text())
                .as("the same event in the other mode")
                .contains("\"duplicates\":1");
        assertThat(send(event("/agents/other", id, 3), false).text())
                .as("the same id of another source")
                .contains("\"accepted\":1");
        assertThat(service.events("""
                {"events":[{"eventId":"/agents/reviewer %s","occurredAt":"%s","provider":"anthropic",
                 "model":"claude-sonnet-4-5","usage":{"input_tokens":3,"output_tokens":1}}]}""".formatted(id, structured.getTime())).text())
                .as("the same event by its id")
                .contains("\"duplicates\":1");
    }

    @Test
    void recordsABatchAndListsWhatIsBadInIt() {
        var batch = new String(
                new JsonFormat().serialize(event("urn:a", UUID.randomUUID().toString(), 1)), StandardCharsets.UTF_8);
        var bad = new String(
                new JsonFormat().serialize(event("urn:a", UUID.randomUUID().toString(), -1)), StandardCharsets.UTF_8);
        var reply = service.events(
                ("[" + batch + "," + bad + "]").getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/cloudevents-batch+json; charset=utf-8");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.text()).contains("\"accepted\":1", "\"index\":1", "invalid-usage");
    }

    @Test
    void namesEachFaultOfAnEnvelope() {
        var reply = service.events(
                "[{\"specversion\":\"0.3\",\"id\":\"\",\"source\":\"a\",\"data\":7}]".getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/cloudevents-batch+json");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("[0].id", "[0].type", "[0].specversion", "[0].data");
        assertThat(service.events(
                                "[]".getBytes(StandardCharsets.UTF_8),
                                "Content-Type",
                                "application/cloudevents-batch+json")
                        .status())
                .isEqualTo(400);
    }
}
