package io.machinenativeops.binder.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.SenderContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class StreamTracingTest {

    private static final Map<String, Object> HEADERS = Map.of("own", "1");

    @Test
    void sendsTheTraceAmongTheHeaders() {
        var sent = tracing(new ArrayList<>()).send("orders", HEADERS, headers -> headers);

        assertThat(sent).isEqualTo(Map.of("own", "1", "traceparent", "00-orders send-01"));
    }

    @Test
    void notesFailures() {
        List<Throwable> errors = new ArrayList<>();

        assertThatIllegalStateException()
                .isThrownBy(() -> tracing(errors).send("orders", HEADERS, _ -> {
                    throw new IllegalStateException("no");
                }));

        assertThat(errors).singleElement().satisfies(error -> assertThat(error).hasMessage("no"));
    }

    @Test
    void leavesHeadersAloneWithoutATracer() {
        var sent = new StreamTracing(ObservationRegistry.NOOP).send("orders", HEADERS, headers -> headers);

        assertThat(sent).isSameAs(HEADERS);
    }

    /** Does what a tracer's handler does: puts the trace's id into the carrier at the start. */
    private static StreamTracing tracing(List<Throwable> errors) {
        var registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new ObservationHandler<SenderContext<Map<String, Object>>>() {

            @Override
            public void onStart(SenderContext<Map<String, Object>> context) {
                context.getSetter()
                        .set(context.getCarrier(), "traceparent", "00-" + context.getContextualName() + "-01");
            }

            @Override
            public void onError(SenderContext<Map<String, Object>> context) {
                errors.add(context.getError());
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return context instanceof SenderContext;
            }
        });
        return new StreamTracing(registry);
    }
}
