// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.library.GeneralCodingRules;
import dev.udpbounce.Rooms;
import dev.udpbounce.cli.option.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that the module system does not enforce. The rules within core are in that module's own test. */
class CommandLineArchitectureTest {
    private static final String CLI = "dev.udpbounce.cli";

    @ParameterizedTest
    @CsvSource({
        "environment, ''",
        "option, environment",
        "output, 'environment option'",
        "session, 'environment option output'",
        "read, 'environment option output session'",
        "live, 'environment option output session'",
        "run, 'environment option output session'",
        "demo, 'environment option output session run'",
        "explain, 'environment option'",
        "doctor, 'environment option'",
        "manual, option"
    })
    void aRoomUsesOnlyThoseBelowIt(String room, String below) {
        Rooms.usesOnly(CLI, room, below).check(Rooms.CLASSES);
    }

    @Test
    void roomsFormNoCircle() {
        slices().matching("dev.udpbounce.(**)")
                .should()
                .beFreeOfCycles()
                .check(Rooms.CLASSES.that(resideInAPackage(CLI + "..")));
    }

    @ParameterizedTest
    @CsvSource({
        "picocli, dev.udpbounce.cli",
        "org.pcap4j, dev.udpbounce.live",
        "com.sun.jna, dev.udpbounce.live",
        "io.prometheus, dev.udpbounce.metrics",
        "org.jline, dev.udpbounce.screen",
        "jnr, dev.udpbounce.kernel",
        "com.kenai.jffi, dev.udpbounce.kernel",
        "com.github.luben, dev.udpbounce.zstd"
    })
    void aLibraryLivesInOnePackage(String library, String home) {
        Rooms.livesIn(home, library).check(Rooms.CLASSES);
    }

    @Test
    void nothingUsesTheCommandLine() {
        Rooms.livesIn(CLI, CLI).check(Rooms.CLASSES);
    }

    @Test
    void theCommandLineLeavesJsonToRender() {
        noClasses()
                .that()
                .resideInAPackage("dev.udpbounce.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tools.jackson..")
                .check(Rooms.CLASSES);
    }

    @Test
    void theCommandLineDoesNotDecode() {
        noClasses()
                .that()
                .resideInAPackage("dev.udpbounce.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.udpbounce.decode..")
                .check(Rooms.CLASSES);
    }

    /** A declaration adds its option to the parser, so an option has an effect if its field is read. */
    @Test
    void everyOptionThatIsDeclaredIsUsed() {
        List<String> unused = Rooms.CLASSES.stream()
                .flatMap(each -> each.getFields().stream())
                .filter(field -> field.getRawType().isAssignableTo(Setting.class))
                .filter(field -> field.getAccessesToSelf().stream()
                        .noneMatch(access -> access.getAccessType() == JavaFieldAccess.AccessType.GET))
                .map(JavaField::getFullName)
                .toList();
        assertThat(unused).isEmpty();
    }

    @Test
    void nobodyPrintsToTheStandardStreamsWhichSwallowFaults() {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(Rooms.CLASSES);
    }

    @Test
    void onlyMainEndsTheProcess() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.udpbounce.cli.Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(Rooms.CLASSES);
    }
}
