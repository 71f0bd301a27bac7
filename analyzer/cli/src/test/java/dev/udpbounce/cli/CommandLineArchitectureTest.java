package dev.udpbounce.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.Test;

/** What the modules themselves do not hold apart: the arrows within core are that module's own test. */
class CommandLineArchitectureTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("fixtures"))
            .importPackages("dev.udpbounce");

    @Test
    void nothingUsesTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.udpbounce.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.udpbounce.cli..")
                .check(OURS);
    }

    @Test
    void picocliLivesInTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.udpbounce.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(OURS);
    }

    @Test
    void theCommandLineLeavesJsonToRender() {
        noClasses()
                .that()
                .resideInAPackage("dev.udpbounce.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tools.jackson..")
                .check(OURS);
    }

    @Test
    void theCommandLineDoesNotDecode() {
        noClasses()
                .that()
                .resideInAPackage("dev.udpbounce.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.udpbounce.decode..")
                .check(OURS);
    }

    @Test
    void nobodyPrintsToTheStandardStreamsWhichSwallowFaults() {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(OURS);
    }

    @Test
    void onlyMainEndsTheProcess() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.udpbounce.cli.Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(OURS);
    }
}
