package io.machinenativeops.platform.testing;

import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.machinenativeops.platform.security.RequiresPermission;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

/**
 * The rules that hold in every service. A service's test extends this class and names its package. One instance serves all
 * rules: to read the classes takes a second.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ArchitectureRules {

    /** Production classes below the package. */
    protected final JavaClasses classes;

    /** Rules over the production classes below a package. */
    protected ArchitectureRules(String basePackage) {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(basePackage);
    }

    @Test
    void everyRouteDeclaresItsPermission() {
        methods()
                .that()
                .areMetaAnnotatedWith(RequestMapping.class)
                .and()
                .areDeclaredInClassesThat()
                .areNotAssignableTo(ErrorController.class)
                .should()
                .beAnnotatedWith(RequiresPermission.class)
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .should(new ArchCondition<JavaClass>("stand in a package marked @NullMarked") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        var marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                        events.add(new SimpleConditionEvent(type, marked, type.getFullName()));
                    }
                })
                .check(classes);
    }

    @Test
    void controllersArePackagePrivate() {
        classes()
                .that()
                .areAnnotatedWith(RestController.class)
                .should()
                .notBePublic()
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void dependenciesComeThroughConstructors() {
        noFields()
                .should()
                .beAnnotatedWith(Autowired.class)
                .orShould()
                .beAnnotatedWith(Value.class)
                .allowEmptyShould(true)
                .check(classes);
    }

    /** Named by text: not every service has JPA. */
    @Test
    void entitiesReferToOthersById() {
        var graphs = Set.of(
                "jakarta.persistence.ManyToOne",
                "jakarta.persistence.OneToMany",
                "jakarta.persistence.OneToOne",
                "jakarta.persistence.ManyToMany");
        noFields()
                .should()
                .beAnnotatedWith(DescribedPredicate.describe(
                        "a relation to another entity",
                        annotation -> graphs.contains(annotation.getRawType().getName())))
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void noPackageOrTypeIsNamedAfterNothing() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..helper..", "..manager..", "..impl..", "..dto..")
                .orShould()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Dto|DTO)$")
                .check(classes);
    }

    /** But for the issuer, who gives the tokens that all others ask for. */
    @Test
    void onlyThePlatformBuildsSecurityChains() {
        noClasses()
                .that(JavaClass.Predicates.resideOutsideOfPackages(
                        "io.machinenativeops.platform..", "io.machinenativeops.teamrbac.signin.."))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.springframework.security.config.annotation.web.builders.HttpSecurity")
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void nothingPrintsToTheStandardStreams() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(classes);
    }

    @Test
    void jacksonTwoStaysOutside() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("com.fasterxml.jackson.databind.."))
                .check(classes);
    }

    @Test
    void instanceFieldsAreFinal() {
        fields().that()
                .areDeclaredInClassesThat()
                .areAnnotatedWith(RestController.class)
                .should()
                .beFinal()
                .allowEmptyShould(true)
                .check(classes);
    }
}
