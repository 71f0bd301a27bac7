// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
    private static final long SECOND_NS = 1_000_000_000;

    @TempDir
    private Path proc;

    private final AtomicLong nowNs = new AtomicLong();

    private void process(int pid, String name, String command) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(String.valueOf(pid)));
        Files.writeString(folder.resolve("stat"), pid + " (" + name + ") S 1");
        Files.writeString(folder.resolve("cmdline"), command);
        Files.writeString(folder.resolve("cgroup"), "0::/\n");
    }

    @Test
    void aProcessHasItsNameAndItsArguments() throws IOException {
        process(7, "a) b", "python3\0-c\0import x\0");
        Processes.Known known = new Processes(proc, nowNs::get, Containers.in(proc)).of(7);

        assertThat(known.name()).isEqualTo("a) b");
        assertThat(known.command()).isEqualTo("python3 -c import x");
        assertThat(known.container()).isNull();
    }

    @Test
    void aProcessThatIsEndingHasWhatWasKnownASecondAgo() throws IOException {
        Processes processes = new Processes(proc, nowNs::get, Containers.in(proc));
        process(7, "python3", "python3\0");
        processes.of(7);
        process(7, "other", "");

        nowNs.set(SECOND_NS - 1);
        assertThat(processes.of(7).command()).isEqualTo("python3");
        nowNs.set(SECOND_NS);
        assertThat(processes.of(7).command()).isEmpty();
    }

    @Test
    void nothingIsKnownOfAProcessThatHasEnded() {
        assertThat(new Processes(proc, nowNs::get, Containers.in(proc)).of(8)).isEqualTo(Processes.Known.NOTHING);
    }

    @Test
    void aCommandLineIsCutAfterEightyCharacters() {
        String long80 = "ä".repeat(79) + "😀";
        assertThat(Processes.command((long80 + "x\0").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(long80);
        assertThat(Processes.command((long80 + "\0").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(long80);
        assertThat(Processes.command(new byte[0])).isEmpty();
    }
}
