package io.machinenativeops.platform;

import io.machinenativeops.platform.testing.ArchitectureRules;

class ArchitectureTest extends ArchitectureRules {

    ArchitectureTest() {
        super("io.machinenativeops.platform");
    }
}
