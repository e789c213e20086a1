package io.machinenativeops.gateway;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventStreamsTest {

    @Test
    void closesAtShutdownWhatIsStillOpen() throws Exception {
        var streams = new EventStreams();
        streams.start();
        var open = new AtomicInteger();
        var ended = new AtomicInteger();
        streams.register(open::incrementAndGet);
        streams.register(() -> {
            throw new IOException("gone already");
        });
        streams.register(ended::incrementAndGet).close();

        streams.stop();

        assertThat(open).hasValue(1);
        assertThat(ended).hasValue(0);
        assertThat(streams.areEnding()).isTrue();
    }
}
