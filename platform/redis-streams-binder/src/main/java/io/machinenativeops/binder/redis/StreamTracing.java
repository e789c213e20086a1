package io.machinenativeops.binder.redis;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;

/** Lets a trace go on through the stream: what identifies it travels among the headers of the entry. */
final class StreamTracing {

    private final ObservationRegistry registry;

    StreamTracing(ObservationRegistry registry) {
        this.registry = registry;
    }

    /** Sends with the headers given, and those of the trace that is on. */
    <T> T send(String destination, Map<String, Object> headers, Function<Map<String, Object>, T> send) {
        if (registry.isNoop()) {
            return send.apply(headers);
        }
        Map<String, Object> carried = new HashMap<>(headers);
        var context = new SenderContext<Map<String, Object>>(
                (carrier, name, value) -> {
                    if (carrier != null) {
                        carrier.put(name, value);
                    }
                },
                Kind.PRODUCER);
        context.setCarrier(carried);
        context.setRemoteServiceName("redis");
        var observation = Observation.createNotStarted("redis.streams.send", () -> context, registry)
                .contextualName(destination + " send")
                .lowCardinalityKeyValue("destination", destination)
                .start();
        try (var _ = observation.openScope()) {
            return send.apply(carried);
        } catch (RuntimeException e) {
            observation.error(e);
            throw e;
        } finally {
            observation.stop();
        }
    }
}
