package dev.udpbounce.kernel;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The kernel's side knows the records of the stages, and neither how they are shown nor where packets come from. */
class KernelArchitectureTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("fixtures"))
            .importPackages("dev.udpbounce");

    @Test
    void itUsesOnlyTheStagesBeforeRender() {
        noClasses()
                .that()
                .resideInAPackage("dev.udpbounce.kernel..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.udpbounce..")
                        .and(not(resideInAnyPackage(
                                "dev.udpbounce.kernel..",
                                "dev.udpbounce.capture..",
                                "dev.udpbounce.decode..",
                                "dev.udpbounce.correlate..",
                                "dev.udpbounce.timeline.."))))
                .check(OURS);
    }

    @Test
    void systemCallsAreMadeNowhereElse() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.udpbounce.kernel..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jnr..")
                .check(OURS);
    }

    @Test
    void whatWatchesSocketsDoesNotTracePrograms() {
        noClasses()
                .that()
                .resideInAPackage("dev.udpbounce.kernel")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.udpbounce.kernel.trace..")
                .check(OURS);
    }
}
