package io.machinenativeops.teamrbac;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** The packages of the service are modules: no cycles, and nobody reaches into another's inside. */
class ModularityTest {

    @Test
    void modulesKeepTheirBoundaries() {
        ApplicationModules.of(TeamRbacApplication.class).verify();
    }
}
