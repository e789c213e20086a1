package io.machinenativeops.tokentracking.ingest.reading;

import java.time.Instant;
import java.util.UUID;

import io.machinenativeops.tokentracking.usage.NormalizedUsage;
import io.machinenativeops.tokentracking.usage.UsageHints;
import io.machinenativeops.tokentracking.usage.UsageNormalizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class EventIdentityTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123Z");

    @Test
    void theSendersIdGoesFirstThenTheResponseThenTheFallback() {
        assertThat(identity("\"eventId\":\"e-1\",\"responseId\":\"r-1\"", "f-1").id())
                .isEqualTo("e-1");
        assertThat(identity("\"responseId\":\"r-1\"", "f-1").id()).isEqualTo("openai:r-1");
        assertThat(identity("\"agent\":\"a\"", "f-1").id()).isEqualTo("f-1");
    }

    @Test
    void aMadeIdIsNewAndOrderedByTime() {
        var one = UUID.fromString(identity("\"agent\":\"a\"", null).id());
        var two = UUID.fromString(identity("\"agent\":\"a\"", null).id());

        assertThat(one).isNotEqualTo(two);
        assertThat(one.version()).isEqualTo(7);
        assertThat(one.variant()).isEqualTo(2);
        assertThat(one.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void aResponseIdThatNoEventIdCanHoldIsDigested() {
        var spaced = identity("\"responseId\":\"r 1\"", null).id();
        var same = identity("\"responseId\":\"r 1\"", null).id();
        var longer =
                identity("\"responseId\":\"" + "r".repeat(200) + "\"", null).id();

        assertThat(spaced).isEqualTo(same).startsWith("response:").hasSizeLessThan(40);
        assertThat(longer).startsWith("response:").hasSizeLessThan(40).isNotEqualTo(spaced);
    }

    @Test
    void aSentIdStandsForTheWholeContent() {
        var base = identity("\"eventId\":\"e-1\",\"agent\":\"a\",\"tags\":{\"x\":\"1\",\"y\":\"2\"}", null);

        assertThat(identity(
                                "\"tags\":{\"y\":\"2\",\"x\":\"1\"},\"agent\":\"a\",\"eventId\":\"e-2\",\"user\":null",
                                null)
                        .fingerprint())
                .isEqualTo(base.fingerprint())
                .hasSize(22);
        assertThat(identity("\"eventId\":\"e-1\",\"agent\":\"b\",\"tags\":{\"x\":\"1\",\"y\":\"2\"}", null)
                        .fingerprint())
                .isNotEqualTo(base.fingerprint());
        assertThat(identity("\"eventId\":\"e-1\",\"agent\":\"a\",\"tags\":{\"x\":\"1\"}", null)
                        .fingerprint())
                .isNotEqualTo(base.fingerprint());
    }

    @Test
    void textAndNumberAreDifferentContent() {
        assertThat(identity("\"eventId\":\"e\",\"tags\":{\"x\":1}", null).fingerprint())
                .isNotEqualTo(identity("\"eventId\":\"e\",\"tags\":{\"x\":\"1\"}", null)
                        .fingerprint());
        assertThat(identity("\"eventId\":\"e\",\"tags\":{\"x\":1.0}", null).fingerprint())
                .isEqualTo(
                        identity("\"eventId\":\"e\",\"tags\":{\"x\":1}", null).fingerprint());
        assertThat(identity("\"eventId\":\"e\",\"tags\":{\"x\":true}", null).fingerprint())
                .isNotEqualTo(identity("\"eventId\":\"e\",\"tags\":{\"x\":false}", null)
                        .fingerprint());
    }

    @Test
    void aDerivedIdStandsForWhatIsBilled() {
        var sdk = identity("\"responseId\":\"r-1\",\"agent\":\"sdk\"", null);
        var gateway = identity("\"responseId\":\"r-1\",\"agent\":\"gateway\"", null);

        assertThat(sdk).isEqualTo(gateway);
    }

    private static EventIdentity identity(String fields, @Nullable String fallback) {
        var sent = json("{\"provider\":\"openai\",\"model\":\"gpt-5\",\"usage\":{\"prompt_tokens\":1}," + fields + "}");
        var event = UsageEventReader.read(sent, null);
        return EventIdentity.of(new Candidate(sent, fallback), event, usage(event), NOW);
    }

    private static NormalizedUsage usage(UsageEvent event) {
        return new UsageNormalizer().normalize(event.usage(), UsageHints.none());
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
