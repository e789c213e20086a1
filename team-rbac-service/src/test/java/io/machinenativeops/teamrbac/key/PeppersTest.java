package io.machinenativeops.teamrbac.key;

import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PeppersTest {

    private static final ApiKey KEY = new ApiKey("0123456789abcdef", "0123456789abcdef0123456789ABCDEF");
    private static final String OLD = pepper(1);
    private static final String NEW = pepper(2);

    private static String pepper(int filled) {
        var bytes = new byte[32];
        bytes[0] = (byte) filled;
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void hashesWithTheFirstAndKnowsTheOthers() {
        var before = Peppers.read("old:" + OLD).hash(KEY);
        var both = Peppers.read("new:" + NEW + ", old:" + OLD);
        var after = both.hash(KEY);

        assertThat(before.pepperId()).isEqualTo("old");
        assertThat(after.pepperId()).isEqualTo("new");
        assertThat(both.matches(KEY, before)).isTrue();
        assertThat(both.matches(KEY, after)).isTrue();
        assertThat(Peppers.read("new:" + NEW).matches(KEY, before)).isFalse();
        assertThat(Peppers.read("old:" + NEW).matches(KEY, before)).isFalse();
    }

    @Test
    void takesOneWithoutAnId() {
        assertThat(Peppers.read(OLD).hash(KEY).pepperId()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:", "a:short", "a:!!", "a b:AAAA"})
    void refusesWhatIsNoPepper(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Peppers.read(text));
    }

    @Test
    void refusesAnIdTwiceAndNeverTellsThePepper() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Peppers.read("a:" + OLD + ",a:" + NEW))
                .withMessageContaining("'a' twice")
                .withMessageNotContaining(OLD);
    }
}
