package io.machinenativeops.teamrbac.account;

import io.machinenativeops.platform.testing.ProblemCatalogue;
import org.junit.jupiter.api.Test;

class AccountProblemTest {

    @Test
    void standsInTheCatalogue() {
        ProblemCatalogue.assertLists(AccountProblem.values());
    }
}
