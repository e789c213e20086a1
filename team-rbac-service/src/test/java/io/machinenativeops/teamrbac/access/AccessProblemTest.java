package io.machinenativeops.teamrbac.access;

import io.machinenativeops.platform.testing.ProblemCatalogue;
import org.junit.jupiter.api.Test;

class AccessProblemTest {

    @Test
    void standsInTheCatalogue() {
        ProblemCatalogue.assertLists(AccessProblem.values());
    }
}
