package io.machinenativeops.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class BodiesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.250Z");
    private static final InstantSource CLOCK = () -> NOW;

    @Test
    void givesEveryEventOfARunAnIdOfItsOwn() {
        var bodies = EventBodies.of(3, "run-1");
        var ids = new HashSet<String>();
        for (int arrival = 0; arrival < 200; arrival++) {
            var body = new String(bodies.body(arrival, 7, CLOCK), StandardCharsets.US_ASCII);
            assertThat(body).doesNotContain("~");
            var events = new JsonMapper().readTree(body).get("events");
            assertThat(events.size()).isEqualTo(3);
            for (var event : events.values()) {
                assertThat(event.get("eventId").asString()).hasSize(16);
                assertThat(ids.add(event.get("eventId").asString())).isTrue();
                assertThat(event.get("occurredAt").asString()).isEqualTo("2026-11-22T10:00:00.250Z");
                assertThat(event.get("environment").asString()).isEqualTo("run-1");
                assertThat(event.get("usage").isObject()).isTrue();
            }
        }
        assertThat(ids).hasSize(600);
    }

    @Test
    void givesAnotherRunOtherIds() {
        var bodies = EventBodies.of(1, "run");

        assertThat(bodies.body(5, 1, CLOCK)).isEqualTo(bodies.body(5, 1, CLOCK)).isNotEqualTo(bodies.body(5, 2, CLOCK));
    }

    @Test
    void makesTracesOfOneTurnAndFourCalls() throws Exception {
        var bodies = SpanBodies.of(100, "run-1", "/otlp/v1/traces");
        assertThat(bodies.items()).isEqualTo(100);
        assertThat(bodies.calls()).isEqualTo(80);
        var ids = new HashSet<String>();
        for (int arrival = 0; arrival < 70; arrival++) {
            var request = ExportTraceServiceRequest.parseFrom(bodies.body(arrival, 7, CLOCK));
            var spans = request.getResourceSpans(0).getScopeSpans(0).getSpansList();
            assertThat(spans).hasSize(100);
            for (int number = 0; number < 100; number++) {
                var span = spans.get(number);
                var turn = spans.get(number - number % 5);
                assertThat(ids.add(span.getSpanId().toString(StandardCharsets.ISO_8859_1)))
                        .isTrue();
                assertThat(span.getTraceId()).isEqualTo(turn.getTraceId());
                assertThat(span.getParentSpanId().isEmpty()).isEqualTo(number % 5 == 0);
                assertThat(number % 5 == 0 || span.getParentSpanId().equals(turn.getSpanId()))
                        .isTrue();
                assertThat(lasts(span)).isBetween(500_000_000L, 3_000_000_000L);
            }
        }
        assertThat(ids).hasSize(7_000);
    }

    @Test
    void leavesATildeThatIsNoMark() {
        var body = "~q000010 ~x00 ~".getBytes(StandardCharsets.US_ASCII);

        assertThat(Template.of(body).fill(1, 1, NOW)).isEqualTo(body);
    }

    private static long lasts(Span span) {
        assertThat(span.getEndTimeUnixNano()).isLessThanOrEqualTo(NOW.toEpochMilli() * 1_000_000);
        return span.getEndTimeUnixNano() - span.getStartTimeUnixNano();
    }
}
