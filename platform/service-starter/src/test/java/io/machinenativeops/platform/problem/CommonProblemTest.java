package io.machinenativeops.platform.problem;

import java.time.Duration;

import io.machinenativeops.platform.testing.ProblemCatalogue;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

import static org.assertj.core.api.Assertions.assertThat;

class CommonProblemTest {

    @Test
    void standsInTheCatalogue() {
        ProblemCatalogue.assertLists(CommonProblem.values());
    }

    @Test
    void fallsBackByTheClassOfTheStatus() {
        assertThat(CommonProblem.of(HttpStatus.NOT_FOUND)).isEqualTo(CommonProblem.NOT_FOUND);
        assertThat(CommonProblem.of(HttpStatus.LOCKED)).isEqualTo(CommonProblem.MALFORMED_REQUEST);
        assertThat(CommonProblem.of(HttpStatus.BAD_GATEWAY)).isEqualTo(CommonProblem.INTERNAL_ERROR);
    }

    @Test
    void roundsRetryAfterUpToWholeSeconds() {
        assertThat(Problems.seconds(Duration.ZERO)).isEqualTo("1");
        assertThat(Problems.seconds(Duration.ofMillis(1_001))).isEqualTo("2");
        assertThat(Problems.seconds(Duration.ofSeconds(30))).isEqualTo("30");
    }
}
