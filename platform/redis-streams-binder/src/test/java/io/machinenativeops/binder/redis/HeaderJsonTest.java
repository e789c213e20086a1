package io.machinenativeops.binder.redis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.messaging.MessageHeaders;
import org.springframework.util.MimeTypeUtils;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class HeaderJsonTest {

    @Test
    void keepsWhatJsonHasATypeFor() {
        var headers = new LinkedHashMap<String, Object>();
        headers.put("text", "a\"b");
        headers.put("count", 7);
        headers.put("large", 5_000_000_000L);
        headers.put("truth", false);

        byte[] json = HeaderJson.write(headers);

        assertThat(new String(json, UTF_8))
                .isEqualTo("{\"text\":\"a\\\"b\",\"count\":7,\"large\":5000000000,\"truth\":false}");
        assertThat(HeaderJson.read(json)).isEqualTo(headers);
    }

    @Test
    void keepsBytesAndTellsTheRestAsText() {
        byte[] json = HeaderJson.write(
                Map.of("bytes", new byte[] {1, 2, 3}, MessageHeaders.CONTENT_TYPE, MimeTypeUtils.APPLICATION_JSON));

        var read = HeaderJson.read(json);

        assertThat(read.get("bytes")).isEqualTo(new byte[] {1, 2, 3});
        assertThat(read.get(MessageHeaders.CONTENT_TYPE)).isEqualTo("application/json");
    }

    @Test
    void leavesOutWhatBelongsToOneDelivery() {
        byte[] json = HeaderJson.write(Map.of(
                MessageHeaders.ID,
                UUID.randomUUID(),
                MessageHeaders.TIMESTAMP,
                1L,
                RedisStreamsHeaders.ENTRY_ID,
                "1-1",
                "deliveryAttempt",
                1,
                "kept",
                "yes"));

        assertThat(new String(json, UTF_8)).isEqualTo("{\"kept\":\"yes\"}");
    }

    @Test
    void readsForeignFieldsWithoutFailing() {
        assertThat(HeaderJson.read("[1".getBytes(UTF_8))).isEqualTo(Map.of("h", "[1"));
        assertThat(HeaderJson.read("{\"a\":null,\"b\":{\"c\":1}}".getBytes(UTF_8)))
                .isEqualTo(Map.of("b", Map.of("c", 1)));
    }
}
