package io.machinenativeops.teamrbac;

import io.machinenativeops.platform.testing.ArchitectureRules;

class ArchitectureTest extends ArchitectureRules {

    ArchitectureTest() {
        super("io.machinenativeops.teamrbac");
    }
}
