package io.machinenativeops.gateway;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class EventStreamsTest {

    @Test
    void closesAtShutdownWhatIsStillOpen() throws Exception {
        var streams = new EventStreams();
        var open = new AtomicInteger();
        var ended = new AtomicInteger();
        streams.register(open::incrementAndGet);
        streams.register(() -> {
            throw new IOException("gone already");
        });
        streams.register(ended::incrementAndGet).close();

        try (var context = new StaticApplicationContext()) {
            streams.on(new ContextClosedEvent(context));
        }

        assertThat(open).hasValue(1);
        assertThat(ended).hasValue(0);
    }
}
