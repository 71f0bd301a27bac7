// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that obtain their sockets in unusual ways, or use tracing themselves. */
class RunOddWaysIT {
    @TempDir
    static Path folder;

    private static String program;

    @BeforeAll
    static void prepare() throws IOException {
        Trial.assumePossible();
        program = Trial.program("odd.c", folder);
    }

    private static Trial odd(String option, String name) throws IOException {
        return Trial.run(folder, option.isEmpty() ? List.of() : List.of(option), program, name);
    }

    @ParameterizedTest
    @CsvSource({"''", "--every-call"})
    void copiesFromFilesAndPipesAreSends(String option) throws IOException {
        Trial trial = odd(option, "copies");

        assertThat(trial.status()).as(trial.err()).isZero();
        assertThat(trial.calls("sendfile", "splice", "pwritev2", "preadv2"))
                .extracting(call -> call.get("name").asString() + " " + call.get("ret") + " "
                        + call.path("len").asString("") + " "
                        + call.path("errno_name").asString(""))
                .containsExactly(
                        "sendfile 4 4 ",
                        "splice -1  ECONNREFUSED",
                        "splice 5 5 ",
                        "pwritev2 -1 6 ECONNREFUSED",
                        "pwritev2 6 6 ",
                        "preadv2 -1  ECONNREFUSED");
        assertThat(trial.stories()).containsExactly("told", "told", "told");
        assertThat(trial.lostSends()).isEqualTo(1);
        assertThat(trial.of("syscall").stream()
                        .filter(call -> call.get("syscall").has("sent_pcap_cnt")))
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"clone, ''", "clone3, ''", "clone, --every-call", "clone3, --every-call"})
    void aChildThatIsNotToBeTracedLivesAndIsSeen(String name, String option) throws IOException {
        Trial trial = odd(option, name);

        assertThat(trial.status()).as(trial.err()).isEqualTo(4);
        assertThat(trial.stories()).containsExactly("told");
    }

    @ParameterizedTest
    @CsvSource({
        "prctl_strict, '', 6",
        "seccomp_strict, '', 6",
        "forbidden_strict, '', 137",
        "prctl_strict, --every-call, 6",
        "forbidden_strict, --every-call, 137",
        "strict_after_filter, '', 22",
        "strict_after_filter, --every-call, 22"
    })
    void strictModeIsWhatItIs(String name, String option, int status) throws IOException {
        Trial trial = odd(option, name);

        assertThat(trial.out()).isEqualTo(status == 22 ? "" : "strict\n");
        assertThat(trial.status()).as(trial.err()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"''", "--every-call"})
    void callsOf32BitsAreSaidNotToBeSeen(String option) throws IOException {
        Trial.assume32BitCode(folder);
        Trial trial = odd(option, "int80");

        assertThat(trial.status()).as(trial.err()).isEqualTo(5);
        assertThat(trial.err()).contains("not seen: the 32-bit calls of odd");
        assertThat(warnings(trial)).containsExactly("not seen: the 32-bit calls of odd");
    }

    private static List<String> warnings(Trial trial) {
        return trial.of("capture").stream()
                .flatMap(event -> event.at("/capture/warnings").valueStream())
                .map(warning -> warning.asString())
                .toList();
    }

    @Test
    void aProcessThatMayNotBeLookedIntoIsSaidNotToBeSeen() throws IOException {
        Trial trial = Trial.withoutRights(List.of("run", "--no-capture", "--", program, "not_dumpable"));

        assertThat(trial.status()).as(trial.err()).isEqualTo(3);
        assertThat(trial.err()).containsOnlyOnce("not seen: the sockets of odd, into which this user may not look");
    }
}
