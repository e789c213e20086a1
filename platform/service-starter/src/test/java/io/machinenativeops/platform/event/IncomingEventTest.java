package io.machinenativeops.platform.event;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IncomingEventTest {

    record Data(String text) {}

    private static IncomingEvent read(String json) {
        return IncomingEvent.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsWhatItNeedsOfACloudEvent() {
        var event = read("""
                {"specversion":"1.0","id":"e1","source":"/s","type":"t.v1","subject":"a","sequence":"00000000000000000042",
                 "added":"later","data":{"text":"x","more":1}}""");
        assertThat(event.sequence()).isEqualTo(42);
        assertThat(event.dataAs(Data.class)).isEqualTo(new Data("x"));
        assertThat(read("{\"id\":\"e1\",\"source\":\"/s\",\"type\":\"t.v1\"}").sequence())
                .isNull();
    }

    @Test
    void saysWhatIsNoEvent() {
        assertThatThrownBy(() -> read("{\"id\":"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{\"id\":");
        assertThatThrownBy(() -> read("{\"id\":\"e1\",\"type\":\"t\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("source");
        assertThatThrownBy(() -> read("{\"id\":\"e1\",\"source\":\"/s\",\"type\":\"t.v1\",\"sequence\":\"first\"}"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
