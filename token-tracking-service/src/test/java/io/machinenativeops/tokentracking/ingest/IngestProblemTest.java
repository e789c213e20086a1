package io.machinenativeops.tokentracking.ingest;

import io.machinenativeops.platform.testing.ProblemCatalogue;
import org.junit.jupiter.api.Test;

class IngestProblemTest {

    @Test
    void standsInTheCatalogue() {
        ProblemCatalogue.assertLists(IngestProblem.values());
    }
}
