package io.machinenativeops.teamrbac;

import io.machinenativeops.platform.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

class ArchitectureTest extends ArchitectureRules {

    private static final String HERE = "io.machinenativeops.teamrbac";

    ArchitectureTest() {
        super(HERE);
    }

    /** They are tested by themselves, and nothing may keep them from it. */
    @Test
    void theRulesOfAccessKnowNoSpringAndNoStore() {
        noClasses()
                .that()
                .resideInAnyPackage(HERE + ".permission", HERE + ".access", HERE + ".delegation")
                .or()
                .haveNameMatching(
                        HERE
                                + "\\.(key\\.(ApiKeys?|Known|Pepper|LastUses|KeyVerdict)|audit\\.(Chain|Canonical|Checkpoint(?!Store))).*")
                .and()
                .haveNameNotMatching(".*(Controller|Configuration|Properties|Problem|Explanation)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta..", "java.sql..", "tools.jackson..")
                .check(classes);
    }
}
