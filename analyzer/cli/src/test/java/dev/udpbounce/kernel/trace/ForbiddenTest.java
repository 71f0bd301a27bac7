// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForbiddenTest {
    private static final String ALICE = "1001\t1001\t1001\t1001";
    private static final String ROOT = "0\t0\t0\t0";

    @TempDir
    private Path proc;

    @BeforeEach
    void isOurs() throws IOException {
        status("self", "java", "0", ALICE, "0");
        status("7", "victim", "0", ALICE, "0");
    }

    private void status(String process, String name, String tracer, String uid, String seccomp) throws IOException {
        Files.writeString(
                Files.createDirectories(proc.resolve(process)).resolve("status"),
                "Name:\t" + name + "\nTracerPid:\t" + tracer + "\nUid:\t" + uid + "\nVmSize:\t  2 kB\nSeccomp:\t"
                        + seccomp + "\n");
    }

    private String reason() {
        return new Forbidden(proc).reason(7);
    }

    @Test
    void namesTheTracerThatHasTheProcess() throws IOException {
        status("7", "victim", "99", ALICE, "0");

        assertThat(reason()).isEqualTo("process 99 traces it already");
    }

    @Test
    void saysThatAProcessIsAnotherUsers() throws IOException {
        status("7", "victim", "0", ROOT, "0");

        assertThat(reason()).isEqualTo("it is another user's");
    }

    @Test
    void saysThatAThreadOfTheKernelIsOne() throws IOException {
        Files.writeString(proc.resolve("7/status"), "Name:\tkthreadd\nTracerPid:\t0\nUid:\t" + ROOT + "\n");

        assertThat(reason()).startsWith("it is a thread of the kernel");
    }

    @Test
    void namesTheSettingOfYama() throws IOException {
        Path yama = Files.createDirectories(proc.resolve("sys/kernel/yama"));
        Files.writeString(yama.resolve("ptrace_scope"), "1\n");

        assertThat(reason()).isEqualTo("kernel.yama.ptrace_scope is 1");
    }

    @Test
    void namesTheFilterOfAContainer() throws IOException {
        status("self", "java", "0", ALICE, "2");

        assertThat(reason()).contains("a seccomp filter forbids it");
    }

    @Test
    void whatHasGoneMeanwhileIsNotSpokenOf() throws IOException {
        Files.delete(proc.resolve("7/status"));
        status("self", "java", "0", ROOT, "0");

        assertThat(reason()).contains("CAP_SYS_PTRACE");
    }
}
