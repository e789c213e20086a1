package io.machinenativeops.gateway;

import io.machinenativeops.platform.testing.ArchitectureRules;

class ArchitectureTest extends ArchitectureRules {

    ArchitectureTest() {
        super("io.machinenativeops.gateway");
    }
}
