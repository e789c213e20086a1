package io.machinenativeops.tokentracking.ingest.reading;

import io.machinenativeops.platform.testing.ProblemCatalogue;
import org.junit.jupiter.api.Test;

class IngestProblemTest {

    @Test
    void standsInTheCatalogue() {
        ProblemCatalogue.assertLists(IngestProblem.values());
    }
}
