// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceTableTest {
    private static final long OWN = NetworkNamespace.own();

    @TempDir
    private Path folder;

    private Path proc;
    private Path named;
    private NamespaceTable table;

    @BeforeEach
    void makeFolders() throws IOException {
        proc = folder.resolve("proc");
        named = Path.of("/run/netns");
        Files.createDirectories(proc.resolve("thread-self"));
        table = new NamespaceTable(proc, named);
    }

    private void mounts(String... lines) throws IOException {
        Files.writeString(proc.resolve("thread-self/mountinfo"), String.join("\n", lines) + "\n");
    }

    private void process(int pid, long number) throws IOException {
        Path ns = Files.createDirectories(proc.resolve(pid + "/ns"));
        Files.createSymbolicLink(ns.resolve("net"), Path.of("net:[" + number + "]"));
    }

    @Test
    void aFileInRunNetnsGivesTheNameAndAProcessItsNumber() throws IOException {
        mounts(
                "22 1 8:1 / / rw - ext4 /dev/vda rw",
                "90 22 0:4 net:[7] /run/docker/netns/1a2b rw shared:3 - nsfs nsfs rw",
                "91 22 0:4 net:[7] /run/netns/web rw shared:3 - nsfs nsfs rw",
                "92 22 0:4 net:[8] /run/docker/netns/default rw shared:3 - nsfs nsfs rw",
                "93 22 0:4 mnt:[5] /run/snapd/ns/x rw - nsfs nsfs rw");
        process(1, OWN);
        process(40, 9);
        process(7, 9);
        process(50, 7);
        Files.createDirectories(proc.resolve("60/ns"));
        Files.createDirectories(proc.resolve("bus"));

        assertThat(table.others())
                .containsExactly(
                        new NamespaceTable.Found(
                                7, "web", List.of(Path.of("/run/netns/web"), proc.resolve("50/ns/net"))),
                        new NamespaceTable.Found(8, "default", List.of(Path.of("/run/docker/netns/default"))),
                        new NamespaceTable.Found(9, "7", List.of(proc.resolve("7/ns/net"))));
    }

    @Test
    void theOwnNamespaceIsNoOther() throws IOException {
        mounts("91 22 0:4 net:[" + OWN + "] /run/netns/here rw - nsfs nsfs rw");
        process(1, OWN);

        assertThat(table.others()).isEmpty();
    }

    @Test
    void aMountPointIsReadAsTheKernelWritesIt() throws IOException {
        mounts("91 22 0:4 net:[7] /run/netns/a\\040b\\134c rw - nsfs nsfs rw", "92 22 0:4 net:[8", "93 22");

        assertThat(table.others()).extracting(NamespaceTable.Found::name).containsExactly("a b\\c");
    }

    @Test
    void withoutMountsThereAreProcesses() throws IOException {
        process(3, 5);

        assertThat(table.others()).extracting(NamespaceTable.Found::name).containsExactly("3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "../x", "/etc/passwd", "a\0b", "no-such-namespace", "4294967296", "99999999999"})
    void whatIsNoNamespaceDoesNotExist(String word) {
        assertThatThrownBy(() -> new NamespaceTable().open(word))
                .isInstanceOf(NamespaceException.class)
                .hasMessage("network namespace " + word + " does not exist");
    }
}
