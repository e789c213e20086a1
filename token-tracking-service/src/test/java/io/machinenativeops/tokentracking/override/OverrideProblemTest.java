package io.machinenativeops.tokentracking.override;

import io.machinenativeops.platform.testing.ProblemCatalogue;
import org.junit.jupiter.api.Test;

class OverrideProblemTest {

    @Test
    void standsInTheCatalogue() {
        ProblemCatalogue.assertLists(OverrideProblem.values());
    }
}
