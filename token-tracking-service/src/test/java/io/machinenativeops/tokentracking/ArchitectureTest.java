package io.machinenativeops.tokentracking;

import io.machinenativeops.platform.testing.ArchitectureRules;

class ArchitectureTest extends ArchitectureRules {

    ArchitectureTest() {
        super("io.machinenativeops.tokentracking");
    }
}
