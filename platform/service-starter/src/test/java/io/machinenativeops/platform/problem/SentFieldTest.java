package io.machinenativeops.platform.problem;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class SentFieldTest {

    private static final List<String> STATES = List.of("active", "ended");

    @Test
    void namesTheFieldThatIsMissingOrUnfit() {
        var id = new UUID(1, 2);
        assertThat(SentField.read("id", id.toString(), UUID::fromString)).isEqualTo(id);
        assertRefused(() -> SentField.read("id", null, UUID::fromString), "id: is missing");
        assertRefused(() -> SentField.read("id", "x", UUID::fromString), "id: Invalid UUID string: x");
    }

    @Test
    void refusesWhatIsNotKnown() {
        assertThatNoException().isThrownBy(() -> SentField.requireOneOf(STATES, "status", null));
        assertThatNoException().isThrownBy(() -> SentField.requireOneOf(STATES, "status", "ended"));
        assertRefused(
                () -> SentField.requireOneOf(STATES, "status", "over"),
                "status: is 'over': expected one of [active, ended]");
    }

    private static void assertRefused(Runnable reading, String detail) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(reading::run)
                .satisfies(refused -> {
                    assertThat(refused.type()).isEqualTo(CommonProblem.INVALID_PARAMETER);
                    assertThat(refused.detail()).isEqualTo(detail);
                });
    }
}
