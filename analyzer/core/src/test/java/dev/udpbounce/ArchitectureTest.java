// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A package is a stage, and the arrows between stages run one way. */
class ArchitectureTest {
    private static final String OURS = "dev.udpbounce";
    /** Small classes that each break a rule, to see that the rules hold anybody at all. */
    private static final String WRONG = OURS + ".architecture.wrong";

    /** For every stage, the stages that it may use. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("capture", Set.of()),
            entry("icmp", Set.of()),
            entry("decode", Set.of("capture", "icmp")),
            entry("select", Set.of("decode")),
            entry("event", Set.of("capture", "icmp", "decode")),
            entry("correlate", Set.of("capture", "icmp", "decode", "event")),
            entry("bulk", Set.of("capture", "decode", "correlate")),
            entry("timeline", Set.of("decode", "event")),
            entry("focus", Set.of("capture", "icmp", "decode", "event", "timeline")),
            entry("socket", Set.of("capture", "icmp", "decode", "event", "timeline", "focus")),
            entry(
                    "pipeline",
                    Set.of("capture", "decode", "select", "event", "correlate", "bulk", "timeline", "focus", "socket")),
            entry("partition", Set.of("capture", "icmp", "decode", "select", "event", "correlate", "bulk")),
            entry("render", Set.of("capture", "icmp", "decode", "event")));

    /** For every package of {@code render}, those of the same stage that it may use. */
    private static final Map<String, Set<String>> ARROWS_OF_RENDER = Map.of(
            "render.terminal", Set.of(),
            "render.encoding", Set.of(),
            "render.fields", Set.of(),
            "render.words", Set.of(),
            "render.text", Set.of("render.terminal", "render.encoding", "render.words"),
            "render.json", Set.of("render.terminal", "render.encoding", "render.fields", "render.words"),
            "render.csv", Set.of("render.terminal", "render.encoding", "render.fields"),
            "render.pcapng", Set.of("render.terminal", "render.words"),
            "render.html", Set.of("render.terminal", "render.encoding", "render.words"));

    private static final JavaClasses STAGES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/fixtures/"))
            .importPackages(OURS);

    private static final JavaClasses WRONG_STAGES = new ClassFileImporter().importPackages(WRONG);

    static Stream<String> stages() {
        return ARROWS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("stages")
    void aStageUsesOnlyTheStagesBeforeIt(String stage) {
        arrowsOf(stage, OURS).check(STAGES);
    }

    static Stream<String> packagesOfRender() {
        return ARROWS_OF_RENDER.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("packagesOfRender")
    void aPackageOfRenderUsesOnlyThoseBelowIt(String name) {
        Set<String> allowed = new TreeSet<>(ARROWS_OF_RENDER.get(name));
        allowed.addAll(ARROWS.get("render"));
        arrowsOf(name, allowed, OURS).check(STAGES);
    }

    @Test
    void everyClassOfRenderIsInOneOfItsPackages() {
        classes()
                .that()
                .resideInAPackage(stageIn(OURS, "render"))
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .resideInAnyPackage(
                        packagesOfRender().map(name -> OURS + "." + name).toArray(String[]::new))
                .check(STAGES);
    }

    @Test
    void everyClassBelongsToAStage() {
        everyClassIsInAStageOf(OURS).check(STAGES);
    }

    @Test
    void onlyCaptureReadsClocks() {
        clocksAreReadOnlyByCaptureOf(OURS).check(STAGES);
    }

    @Test
    void decodeCorrelateAndSelectDoNoInputOrOutput() {
        noInputOrOutputIn(OURS).check(STAGES);
    }

    @Test
    void jacksonLivesInTheJsonOutput() {
        livesIn(OURS, "render.json", "tools.jackson..").check(STAGES);
    }

    @Test
    void decompressionLivesInCapture() {
        livesIn(OURS, "capture", "org.apache.commons.compress..", "java.util.zip..")
                .check(STAGES);
    }

    @Test
    void coreIsPureJava() {
        coreIsPure(OURS).check(STAGES);
    }

    @Test
    void nobodyPrintsToTheStandardStreams() {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(STAGES);
    }

    @ParameterizedTest
    @CsvSource({
        "capture, CaptureThatDecodes",
        "decode, DecodeThatCorrelates",
        "select, SelectThatCorrelates",
        "correlate, CorrelateThatTells",
        "timeline, TimelineThatRenders",
        "timeline, TimelineThatSelects",
        "render, RenderThatCommands"
    })
    void anArrowAgainstTheGrainIsFound(String stage, String sinner) {
        assertThat(violations(arrowsOf(stage, WRONG))).contains(sinner);
    }

    @Test
    void aClassOutsideOfTheStagesIsFound() {
        assertThat(violations(everyClassIsInAStageOf(WRONG))).contains("NoStage");
    }

    @Test
    void aClockThatIsReadLateIsFound() {
        assertThat(violations(clocksAreReadOnlyByCaptureOf(WRONG)))
                .contains("ClockReader.nanoTime", "ClockReader.millis", "ClockReader.now", "ClockReader.clock");
    }

    @Test
    void inputInDecodeIsFound() {
        assertThat(violations(noInputOrOutputIn(WRONG)))
                .contains("FileReadingView.stream", "FileReadingView.channel", "FileReadingView.path");
    }

    @Test
    void jacksonOutsideOfTheJsonOutputIsFound() {
        assertThat(violations(livesIn(WRONG, "render.json", "tools.jackson.."))).contains("TimelineThatWritesJson");
    }

    private static String violations(ArchRule rule) {
        EvaluationResult result = rule.evaluate(WRONG_STAGES);
        assertThat(result.hasViolation()).isTrue();
        return result.getFailureReport().toString();
    }

    private static ArchRule arrowsOf(String stage, String root) {
        return arrowsOf(stage, ARROWS.getOrDefault(stage, Set.of()), root);
    }

    private static ArchRule arrowsOf(String stage, Set<String> others, String root) {
        String[] allowed = Stream.concat(others.stream(), Stream.of(stage))
                .map(name -> stageIn(root, name))
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(stageIn(root, stage))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(OURS + "..").or(resideInAnyPackage(allowed)));
    }

    private static ArchRule everyClassIsInAStageOf(String root) {
        return classes()
                .should()
                .resideInAnyPackage(stages().map(stage -> stageIn(root, stage)).toArray(String[]::new))
                .because("a new package needs its arrows here");
    }

    private static ArchRule clocksAreReadOnlyByCaptureOf(String root) {
        DescribedPredicate<AccessTarget> clock = describe("reads a clock", ArchitectureTest::readsClock);
        return noClasses()
                .that()
                .resideOutsideOfPackage(stageIn(root, "capture"))
                .should()
                .accessTargetWhere(
                        DescribedPredicate.describe("reads a clock", access -> clock.test(access.getTarget())));
    }

    private static boolean readsClock(AccessTarget target) {
        String owner = target.getOwner().getName();
        String method = target.getName();
        return switch (owner) {
            case "java.lang.System" -> method.equals("nanoTime") || method.equals("currentTimeMillis");
            case "java.time.Clock", "java.time.InstantSource" -> true;
            case "java.util.Date" -> method.equals("<init>");
            default -> owner.startsWith("java.time.") && method.equals("now");
        };
    }

    private static ArchRule noInputOrOutputIn(String root) {
        return noClasses()
                .that()
                .resideInAnyPackage(stageIn(root, "decode"), stageIn(root, "correlate"), stageIn(root, "select"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..");
    }

    private static ArchRule livesIn(String root, String stage, String... libraries) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(stageIn(root, stage))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries);
    }

    private static ArchRule coreIsPure(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "org.pcap4j..", "jnr..", "com.sun..", "sun..", "org.slf4j..");
    }

    private static String stageIn(String root, String stage) {
        return root + "." + stage + "..";
    }
}
