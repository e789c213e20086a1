package io.machinenativeops.teamrbac.identity;

import io.machinenativeops.platform.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NamesTest {

    @Test
    void readsNamesOfAnyScript() {
        assertThat(Names.read("name", "  Zu\u0308rich\t 研究 ")).isEqualTo("Zürich 研究");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\u0000b", "a\u202eb", "a\u200bb"})
    void refusesNamesThatCantBeSeen(String name) {
        assertThatThrownBy(() -> Names.read("name", name))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("expected 1 to 100");
    }

    @Test
    void refusesLongNames() {
        assertThat(Names.read("name", "x".repeat(100))).hasSize(100);
        assertThatThrownBy(() -> Names.read("name", "x".repeat(101))).hasMessageContaining("has 101 characters");
        assertThatThrownBy(() -> Names.read("name", null)).hasMessageContaining("is missing");
    }

    @ParameterizedTest
    @CsvSource({"paypal, pаypal", "paypal, PAYPAL", "paypal, paypa1", "rn, m", "Straße, STRASSE", "ﬁne, fine"})
    void findsNamesThatLookTheSame(String one, String other) {
        assertThat(Names.lookAlike(one)).isEqualTo(Names.lookAlike(other));
    }

    @ParameterizedTest
    @CsvSource({"paypal, payroll", "red, read", "研究, 開発", "team-a, team-b"})
    void tellsOtherNamesApart(String one, String other) {
        assertThat(Names.lookAlike(one)).isNotEqualTo(Names.lookAlike(other));
    }

    @ParameterizedTest
    @CsvSource({"Réd Team, red-team", "  -- x --, x", "研究, fallback"})
    void makesSlugsFromNames(String name, String slug) {
        assertThat(Names.slug(null, name, "fallback")).isEqualTo(slug);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "A", "a b", "ä"})
    void refusesOtherSlugs(String slug) {
        assertThatThrownBy(() -> Names.slug(slug, "name", "x")).isInstanceOf(ProblemException.class);
        assertThat(Names.slug("a-1", "name", "x")).isEqualTo("a-1");
    }
}
