package io.machinenativeops.tokentracking.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;

import static io.machinenativeops.tokentracking.event.Contract.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Holds the form written and read by hand to that of data binding, with random items. */
class UsageItemJsonTest {

    private static final ObjectReader BOUND = EntryJson.reader(new TypeReference<Recorded<RecordedUsage>>() {});
    private static final int ITEMS = 1_000;

    private final RandomItems items = new RandomItems(20_261_123);

    @Test
    void writesTheSameAsDataBinding() {
        Stream.generate(items::next)
                .limit(ITEMS)
                .forEach(item -> assertThat(text(UsageRecordedJson.item(item))).isEqualTo(text(EntryJson.write(item))));
    }

    @Test
    void readsTheSameAsDataBinding() {
        Stream.generate(items::next).limit(ITEMS).forEach(item -> {
            var event = UsageRecordedJson.write(of(item, items.next()));
            assertThat(UsageRecordedJson.read(event)).isEqualTo(BOUND.<Recorded<RecordedUsage>>readValue(event));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "origin", "call", "trace", "usage", "cost"})
    void ignoresWhatLaterProducersAdd(String object) {
        var event = text(UsageRecordedJson.write(of(plain())));
        var later = event.replace("\"" + object + "\":{", "\"" + object + "\":{\"later\":{\"a\":[{},1]}, \"x\":null,")
                .replace(",}", "}")
                .replace("{\"specversion", "{\"later\":[[]],\"specversion")
                .replace("{\"eventId", "{\"later\":true,\"eventId");

        assertThat(later).isNotEqualTo(event);
        assertThat(read(later)).isEqualTo(read(event)).isEqualTo(of(plain()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "revision":1              | "revision":"one"           | revision
            "revision":1              | "revision":4294967297      | out of range
            "occurredAt":"2026-11-22T10:00:00Z" | "occurredAt":"noon" | occurredAt
            "amount":"0.1"            | "amount":"much"            | amount
            "buckets":{"in_fresh":3}  | "buckets":{"in_fresh":"x"} | in_fresh
            "buckets":{"in_fresh":3}  | "buckets":[]               | buckets
            "trace":{}                | "other":{}                 | trace
            "flags":[]                | "flags":[{}]               | flags
            ]}}                       | ]}}{}                      | nothing after
            ]}}                       | ]}                         | end
            """)
    void refusesWhatIsNoSuchEvent(String good, String bad, String named) {
        var event = text(UsageRecordedJson.write(of(plain())));
        assertThat(event).contains(good);

        assertThatThrownBy(() -> read(event.replace(good, bad)))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining(named);
    }

    private static RecordedUsage plain() {
        return read("""
                {"specversion":"1.0","id":"1","source":"/token-tracking","type":"usage.recorded.v1","time":"2026-11-22T10:00:00Z",
                "subject":"o","datacontenttype":"application/json","data":{"organizationId":"o","items":[{"eventId":"e",
                "fingerprint":"f","revision":1,"sign":1,"occurredAt":"2026-11-22T10:00:00Z","receivedAt":"2026-11-22T10:00:01Z",
                "origin":{"organizationId":"o","tags":{}},"call":{"provider":"p","model":"m","status":"ok"},"trace":{},
                "usage":{"status":"final","dialect":"d","buckets":{"in_fresh":3},"promptTotal":3,"inputTokens":3,
                "cacheReadTokens":0,"cacheWriteTokens":0,"outputTokens":0,"reasoningTokens":0,"raw":{}},
                "cost":{"amount":"0.1","currency":"USD"},"flags":[]}]}}
                """).data().items().getFirst();
    }

    private static Recorded<RecordedUsage> read(String event) {
        return UsageRecordedJson.read(event.getBytes(StandardCharsets.UTF_8));
    }

    private static Recorded<RecordedUsage> of(RecordedUsage... items) {
        return UsageRecorded.of("1", Instant.EPOCH, "o", List.of(items));
    }
}
