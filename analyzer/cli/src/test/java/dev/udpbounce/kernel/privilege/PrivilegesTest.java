// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.privilege;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivilegesTest {
    private static final Account USER = new Account("user", 1000, 1000, List.of(1000, 27), "/home/user");
    private static final List<String> SETS = List.of("CapPrm", "CapEff", "CapAmb", "CapInh", "CapBnd");
    private static final String STATUS = """
            Name:\tjava
            Uid:\t1000\t1000\t1000\t1000
            Gid:\t1000\t1000\t1000\t1000
            Groups:\t27 1000\s
            CapInh:\t0000000000000000
            CapPrm:\t0000000000000000
            CapEff:\t0000000000000000
            CapBnd:\t0000000000000000
            CapAmb:\t0000000000000000
            NoNewPrivs:\t1
            """;

    @TempDir
    Path tasks;

    private void thread(int tid, String status) throws IOException {
        Files.writeString(
                Files.createDirectory(tasks.resolve(String.valueOf(tid))).resolve("status"), status);
    }

    @Test
    void threadsThatAreTheUsersPass() throws IOException {
        thread(1, STATUS);
        thread(2, STATUS);
        Privileges.verify(tasks, USER, SETS, true);
    }

    @ParameterizedTest
    @CsvSource({
        "'Uid:\t1000\t1000\t1000\t1000', 'Uid:\t1000\t1000\t0\t1000', Uid",
        "'Uid:\t1000\t1000\t1000\t1000', 'Uid:\t1000\t1000\t1000\t0', Uid",
        "'Uid:\t1000\t1000\t1000\t1000', 'Uid:\t1001\t1001\t1001\t1001', Uid",
        "'Gid:\t1000\t1000\t1000\t1000', 'Gid:\t1000\t0\t1000\t1000', Gid",
        "'Groups:\t27 1000', 'Groups:\t0 27 1000', Groups",
        "'Groups:\t27 1000', 'Groups:\t', Groups",
        "'CapEff:\t0000000000000000', 'CapEff:\t0000000000002000', CapEff",
        "'CapPrm:\t0000000000000000', 'CapPrm:\t0000000000002000', CapPrm",
        "'CapAmb:\t0000000000000000', 'CapAmb:\t0000000000002000', CapAmb",
        "'CapInh:\t0000000000000000', 'CapInh:\t0000000000002000', CapInh",
        "'CapBnd:\t0000000000000000', 'CapBnd:\t000001ffffffffff', CapBnd",
        "'NoNewPrivs:\t1', 'NoNewPrivs:\t0', NoNewPrivs",
        "'CapEff:\t0000000000000000', 'Missing:\t0', CapEff"
    })
    void aThreadThatKeepsAnythingIsNamed(String line, String instead, String field) throws IOException {
        thread(1, STATUS);
        thread(2, STATUS.replace(line, instead));
        assertThatExceptionOfType(PrivilegeException.class)
                .isThrownBy(() -> Privileges.verify(tasks, USER, SETS, true))
                .withMessageStartingWith("thread 2 still has " + field);
    }

    @Test
    void aThreadThatEndedMeanwhileIsNoFault() throws IOException {
        thread(1, STATUS);
        Files.createDirectory(tasks.resolve("2"));
        Privileges.verify(tasks, USER, SETS, true);
    }

    @Test
    void noThreadsAtAllAreNotBelieved() {
        assertThatExceptionOfType(PrivilegeException.class)
                .isThrownBy(() -> Privileges.verify(tasks, USER, SETS, true));
        assertThatExceptionOfType(PrivilegeException.class)
                .isThrownBy(() -> Privileges.verify(tasks.resolve("none"), USER, SETS, true));
    }

    @Test
    void rootKeepsWhatHeHas() throws IOException {
        Account root = new Account("root", 0, 0, List.of(0), "/root");
        thread(
                1,
                STATUS.replace("1000\t1000\t1000\t1000", "0\t0\t0\t0")
                        .replace("27 1000", "0")
                        .replace("CapEff:\t0000000000000000", "CapEff:\t000001ffffffffff"));
        Privileges.verify(tasks, root, SETS, true);
    }
}
