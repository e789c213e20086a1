package io.machinenativeops.gateway;

import io.machinenativeops.platform.testing.ProblemCatalogue;
import org.junit.jupiter.api.Test;

class GatewayProblemTest {

    @Test
    void everyProblemStandsInTheCatalogue() {
        ProblemCatalogue.assertLists(GatewayProblem.values());
    }
}
