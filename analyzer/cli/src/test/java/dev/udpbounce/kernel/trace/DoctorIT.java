// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code doctor} finds with the rights of root, and without. */
class DoctorIT {
    private static final List<String> DOCTOR = List.of("doctor");

    @BeforeAll
    static void check() throws IOException {
        Trial.assumePossible();
    }

    private static List<String> findings(Trial trial, String subject) {
        assertThat(trial.err()).isEmpty();
        return trial.out()
                .lines()
                .filter(line -> line.substring(9).startsWith(subject))
                .toList();
    }

    @Test
    void asRootAllIsPossible() throws IOException {
        Trial trial = Trial.udpbounce(DOCTOR);

        for (String subject : List.of("Java", "native code", "libpcap", "capture", "trace", "run -p")) {
            assertThat(findings(trial, subject)).singleElement().asString().startsWith("ok ");
        }
        // The first start of the program makes the archive for later ones.
        assertThat(findings(trial, "class archive")).singleElement().asString().matches("(ok|limited) .*");
        assertThat(trial.status()).isEqualTo(trial.out().lines().allMatch(line -> line.startsWith("ok ")) ? 0 : 1);
    }

    @Test
    void withoutRightsItSaysWhatIsMissingAndWhatHelps() throws IOException {
        Trial trial = Trial.withoutRights(DOCTOR);

        assertThat(findings(trial, "capture"))
                .singleElement()
                .asString()
                .startsWith("missing ")
                .contains("Operation not permitted")
                .endsWith("→ start it with sudo");
        assertThat(findings(trial, "trace")).singleElement().asString().startsWith("ok ");
        assertThat(trial.status()).isOne();
    }
}
