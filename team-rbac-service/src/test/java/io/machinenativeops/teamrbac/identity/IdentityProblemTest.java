package io.machinenativeops.teamrbac.identity;

import java.util.Optional;

import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.testing.ProblemCatalogue;
import io.machinenativeops.teamrbac.delegation.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IdentityProblemTest {

    @Test
    void standsInTheCatalogue() {
        ProblemCatalogue.assertLists(IdentityProblem.values());
    }

    @Test
    void goesOnWhereNothingStandsAgainstIt() {
        Refusals.require(Optional.empty());
        assertThatThrownBy(
                        () -> Refusals.require(Optional.of(new Refusal(Refusal.Reason.LAST_OWNER, "nobody is left"))))
                .hasMessage("nobody is left");
    }

    @ParameterizedTest
    @CsvSource({
        "NO_SUCH_SCOPE, 404, not-found",
        "NO_SUCH_ROLE, 404, not-found",
        "NO_SUCH_MEMBER, 404, not-found",
        "LACKS_PERMISSION, 403, forbidden",
        "BEYOND_OWN, 403, forbidden-beyond-own",
        "OUTLASTS_OWN, 403, forbidden-outlasts-own",
        "ABOVE_OWN, 403, forbidden-above-own",
        "BUILT_IN_ROLE, 403, forbidden-built-in-role",
        "ONESELF, 403, forbidden-oneself",
        "NOT_THE_OWNER, 403, forbidden-not-the-owner",
        "NOT_A_USER, 403, forbidden-not-a-user",
        "LAST_OWNER, 409, last-owner"
    })
    void tellsRefusalsAsProblems(Refusal.Reason reason, int status, String code) {
        ProblemException problem = Refusals.problem(new Refusal(reason, "why"));
        assertThat(problem.type().status().value()).isEqualTo(status);
        assertThat(problem.type().code()).isEqualTo(code);
    }
}
