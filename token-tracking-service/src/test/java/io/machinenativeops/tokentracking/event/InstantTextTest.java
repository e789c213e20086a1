package io.machinenativeops.tokentracking.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InstantTextTest {

    private static final String ALPHABET = "0123456789-:.TZtz +";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-22T10:00:00Z",
                "2026-11-22T10:00:00.000Z",
                "2026-11-22T10:00:00.250Z",
                "2026-11-22T10:00:00.2504Z",
                "2026-11-22T12:00:00+02:00",
                "2026-11-22t10:00:00z",
                "2024-02-29T23:59:59.999Z",
                "0000-01-01T00:00:00Z",
                "2026-11-22T24:00:00Z",
                "2026-11-22T23:59:60Z"
            })
    void readsEveryFormAsTheFormatterDoes(String text) {
        assertThat(InstantText.parse(text)).isEqualTo(Instant.parse(text));
        assertThat(InstantText.canonical(text)).isEqualTo(Instant.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-30T10:00:00Z",
                "2026-13-01T10:00:00Z",
                "2026-11-22T25:00:00Z",
                "2026-11-22T10:60:00Z",
                "2026-11-22T10:00:00.25aZ",
                "2026/11/22T10:00:00Z",
                "2026-11-22T10:00Z",
                "yesterday",
                ""
            })
    void refusesWhatIsNoInstantAndLeavesItsTextAlone(String text) {
        assertThatThrownBy(() -> InstantText.parse(text)).isInstanceOf(DateTimeException.class);
        assertThat(InstantText.canonical(text)).isEqualTo(text);
    }

    @Test
    void agreesWithTheFormatterOnTextsWithOneWrongCharacter() {
        var random = new Random(20261122);
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder("2026-11-22T10:00:00.250Z");
            text.setCharAt(random.nextInt(text.length()), ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            var sent = text.toString();
            assertThat(canonicalByFormatter(sent)).as(sent).isEqualTo(InstantText.canonical(sent));
        }
    }

    @Test
    void writesEveryInstantAsTheFormatterDoes() {
        var random = new Random(20261123);
        for (int round = 0; round < 20_000; round++) {
            var millis = Instant.ofEpochMilli(random.nextLong(-63_000_000_000_000L, 260_000_000_000_000L));
            for (var instant : List.of(millis, millis.truncatedTo(SECONDS), millis.plusNanos(random.nextInt(1_000)))) {
                assertThat(InstantText.of(instant)).isEqualTo(instant.toString());
            }
        }
    }

    private static String canonicalByFormatter(String text) {
        try {
            return Instant.parse(text.strip()).toString();
        } catch (DateTimeException notAnInstant) {
            return text;
        }
    }
}
