package io.machinenativeops.gateway.limit;

import io.machinenativeops.platform.testing.ProblemCatalogue;
import org.junit.jupiter.api.Test;

class LimitProblemTest {

    @Test
    void everyProblemStandsInTheCatalogue() {
        ProblemCatalogue.assertLists(LimitProblem.values());
    }
}
