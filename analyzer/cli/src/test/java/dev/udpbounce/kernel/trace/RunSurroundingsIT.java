// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything that a program can see of its start, with and without {@code run}; started by the launcher, as users do.
 */
class RunSurroundingsIT {
    /** The differences documented in docs/run.md. */
    private static final Set<String> DOCUMENTED =
            Set.of("/proc/self/status TracerPid", "/proc/self/status Seccomp", "/proc/self/status Seccomp_filters");

    @TempDir
    static Path folder;

    private static String program;

    @BeforeAll
    static void prepare() throws IOException {
        Trial.assumePossible();
        program = Trial.program("surroundings.c", folder);
    }

    /** Runs the program, prefixed by {@code before}, with descriptor 9 for its output, after bash settings. */
    private static List<String> seen(String settings, List<String> before, String... arguments) throws IOException {
        Path lines = Files.createTempFile(folder, "seen", "");
        List<String> command = new ArrayList<>(
                List.of("bash", "-c", "exec 9>\"$0\"; " + settings + "; exec \"$@\"", lines.toString()));
        // Without bash's variables, which differ by the command that it executes.
        command.addAll(List.of("env", "-i", "PATH=/usr/bin:/bin", "JAVA_HOME=" + System.getProperty("java.home")));
        command.addAll(List.of("ONE=1", "EMPTY=", "SPACES= a  b ", "LINES=a\nb", "LC_ALL=C"));
        // Names that are not valid in a shell.
        command.addAll(List.of("BASH_FUNC_f%%=() {  :\n}", "a.b=c"));
        command.addAll(before);
        command.add(program);
        command.add("9");
        command.addAll(List.of(arguments));
        Trial trial = Trial.result(command);
        assertThat(trial.status()).as(trial.err()).isZero();
        return Files.readAllLines(lines, StandardCharsets.ISO_8859_1);
    }

    private static List<String> comparable(List<String> lines) {
        return lines.stream()
                .filter(line -> DOCUMENTED.stream().noneMatch(line::startsWith))
                // The files are new each time, and the file of these lines grows.
                .map(line -> line.replaceAll("/seen.*", "/seen").replaceAll("(/trial|pipe:.)[0-9]+", "$1"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "ulimit -Sn 256; ulimit -Hn 4000; ulimit -c 0; ulimit -s 4096; ulimit -f 100000",
                "umask 027; cd /usr/share",
                "trap '' QUIT PIPE USR1 XFSZ",
                "trap '' HUP INT TERM",
                "exec 0<&-",
                "exec 0<&- 2>&-",
                "exec 5</etc/passwd 6>/dev/null 23<&0; read -r line <&5",
                "renice -n 5 $$ >/dev/null; echo 500 >/proc/$$/oom_score_adj; ionice -c 3 -p $$"
            })
    void aCommandOfRunSeesWhatItSeesByItself(String settings) throws IOException {
        List<String> alone = seen(settings, List.of(), "a", "");
        List<String> run = seen(settings, List.of(Trial.LAUNCHER.toString(), "run", "--no-capture", "--"), "a", "");

        assertTheSame(run, alone);
    }

    @Test
    void whatJavaItselfIsNotGivenIsHandedOn() throws IOException {
        String settings = "set -- \"${@:1:2}\" JAVA_TOOL_OPTIONS=-Dnone \"${@:3}\"";
        List<String> run = seen(settings, List.of(Trial.LAUNCHER.toString(), "run", "--no-capture", "--"));

        assertThat(run).contains("variable JAVA_TOOL_OPTIONS=-Dnone");
    }

    @Test
    void anEnvironmentOfAnySizeIsHandedOn() throws IOException {
        String settings = "set -- \"${@:1:2}\" LONG=\"$(printf '%0100000d' 0)\" \"${@:3}\"";
        List<String> alone = seen(settings, List.of());
        List<String> run = seen(settings, List.of(Trial.LAUNCHER.toString(), "run", "--no-capture", "--"));

        assertThat(run)
                .containsAll(alone.stream()
                        .filter(line -> line.startsWith("variable LONG"))
                        .toList());
    }

    private static void assertTheSame(List<String> run, List<String> alone) {
        List<String> expected = comparable(alone);
        List<String> actual = comparable(run);
        List<String> added = new ArrayList<>(actual);
        expected.forEach(added::remove);
        List<String> missing = new ArrayList<>(expected);
        actual.forEach(missing::remove);
        assertThat(added)
                .as("seen under run alone, where otherwise is %s", missing)
                .isEmpty();
        assertThat(missing).as("not seen under run").isEmpty();
    }

    @Test
    void argumentsAndEnvironmentAreOctets() throws IOException {
        String settings = "set -- \"$@\" $'\\xe9\\xff' $'\\xc3\\xa9' '?'; export ODD=$'\\xfe\\xff'; "
                + "set -- \"${@:1:2}\" ODD=$'\\xfe\\xff' \"${@:3}\"";
        List<String> alone = seen(settings, List.of());
        List<String> run = seen(settings, List.of(Trial.LAUNCHER.toString(), "run", "--no-capture", "--"));

        assertThat(comparable(run)).contains("argument \\351\\377", "argument \\303\\251", "variable ODD=\\376\\377");
        assertTheSame(run, alone);
    }

    @Test
    void aCommandWhoseNameIsNotOfTheLocaleIsFound() throws IOException {
        String script = "cd \"$1\"; cp /bin/true $'\\xe9'; LC_ALL=C exec \"$2\" run --no-capture -- ./$'\\xe9'";
        Trial trial = Trial.result(List.of("bash", "-c", script, "bash", folder.toString(), Trial.LAUNCHER.toString()));

        assertThat(trial.status()).as(trial.err()).isZero();
    }

    @Test
    void aScriptWithoutAnInterpreterIsRunByTheShell() throws IOException {
        Path script = Files.writeString(folder.resolve("script"), "echo \"$0 $1\"; exit 5\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Trial trial =
                Trial.result(List.of(Trial.LAUNCHER.toString(), "run", "--no-capture", "--", script.toString(), "a b"));

        assertThat(trial.out()).isEqualTo(script + " a b\n");
        assertThat(trial.status()).isEqualTo(5);
    }

    @Test
    void aCommandWithAnInterpreterThatIsNotThereIsSaidSo() throws IOException {
        Path script = Files.writeString(folder.resolve("lost"), "#!/no/such/interpreter\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Trial trial = Trial.result(List.of(Trial.LAUNCHER.toString(), "run", "--no-capture", "--", script.toString()));

        assertThat(trial.err()).contains("lost: No such file or directory");
        assertThat(trial.status()).isEqualTo(127);
    }

    @Test
    void aTracedTracerIsRefused() throws IOException {
        List<String> inner = List.of(Trial.LAUNCHER.toString(), "run", "--no-capture", "--", "true");
        List<String> nested = new ArrayList<>(List.of(Trial.LAUNCHER.toString(), "run", "--no-capture", "--"));
        nested.addAll(inner);
        List<String> underStrace = new ArrayList<>(List.of("strace", "-f", "-o", "/dev/null"));
        underStrace.addAll(inner);

        for (List<String> command : List.of(nested, underStrace)) {
            Trial trial = Trial.result(command);
            assertThat(trial.status()).as(trial.err()).isEqualTo(125);
            assertThat(trial.err().lines().filter(line -> line.startsWith("udpbounce: ")))
                    .singleElement()
                    .asString()
                    .contains("traces it already");
        }
    }
}
