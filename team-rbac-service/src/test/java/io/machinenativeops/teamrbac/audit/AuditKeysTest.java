package io.machinenativeops.teamrbac.audit;

import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AuditKeysTest {

    private static final String OLD = key(1);
    private static final String NEW = key(2);
    private static final ChainHead HEAD = new ChainHead(new UUID(1, 1), 7, "0".repeat(64));
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private static String key(int filled) {
        var bytes = new byte[32];
        bytes[0] = (byte) filled;
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void signsTheSameAfterEachStartAndKnowsOlderKeys() {
        var before = AuditKeys.read("old:" + OLD);
        var both = AuditKeys.read("new:" + NEW + ",old:" + OLD);
        var checkpoint = before.sign(HEAD, NOON);

        assertThat(before.signer()).isEqualTo("old");
        assertThat(AuditKeys.read("old:" + OLD).sign(HEAD, NOON)).isEqualTo(checkpoint);
        assertThat(both.signer()).isEqualTo("new");
        assertThat(both.isSigned(checkpoint, "old")).isTrue();
        assertThat(both.isSigned(checkpoint, "new")).isFalse();
        assertThat(both.isSigned(checkpoint, "none")).isFalse();
        assertThat(both.isSigned(both.sign(HEAD, NOON), "new")).isTrue();
        assertThat(both.publicKeys()).hasSize(2).doesNotContainValue(null);
        assertThat(AuditKeys.raw(Objects.requireNonNull(both.publicKeys().get("old"))))
                .isEqualTo(
                        AuditKeys.raw(Objects.requireNonNull(before.publicKeys().get("old"))))
                .hasSize(32)
                .isNotEqualTo(Base64.getDecoder().decode(OLD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a:", "a:AAAA", "a:!!", "a b:AAAA"})
    void refusesWhatIsNoKey(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuditKeys.read(text))
                .withMessageContaining("MNO_AUDIT_KEY");
    }

    @Test
    void refusesAnIdTwiceAndTakesOneWithout() {
        assertThatIllegalArgumentException().isThrownBy(() -> AuditKeys.read("a:" + OLD + ",a:" + NEW));
        assertThat(AuditKeys.read(OLD).signer()).isEqualTo("1");
    }
}
