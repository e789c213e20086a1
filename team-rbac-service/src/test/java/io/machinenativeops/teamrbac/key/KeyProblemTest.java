package io.machinenativeops.teamrbac.key;

import io.machinenativeops.platform.testing.ProblemCatalogue;
import org.junit.jupiter.api.Test;

class KeyProblemTest {

    @Test
    void standsInTheCatalogue() {
        ProblemCatalogue.assertLists(KeyProblem.values());
    }
}
