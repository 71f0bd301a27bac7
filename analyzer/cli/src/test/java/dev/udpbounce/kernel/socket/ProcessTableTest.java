// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Container;
import dev.udpbounce.kernel.observe.Containers;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableTest {
    private static final long SECOND_NS = 1_000_000_000;

    @TempDir
    Path proc;

    /** A clock that advances by a millisecond at each call. */
    private final AtomicLong clock = new AtomicLong(-SECOND_NS);

    private ProcessTable table;

    @BeforeEach
    void open() {
        table = new ProcessTable(proc, () -> clock.addAndGet(1_000_000), Containers.ofMachine());
    }

    private void process(int pid, String name, String... links) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(pid + "/fd"));
        Files.writeString(proc.resolve(pid + "/stat"), pid + " (" + name + ") S 1 1 1\n");
        for (int fd = 0; fd < links.length; fd++) {
            Files.createSymbolicLink(folder.resolve(String.valueOf(fd)), Path.of(links[fd]));
        }
    }

    @Test
    void aSocketIsFoundByItsInode() throws IOException {
        process(10, "init", "pipe:[1]");
        process(20, "python3", "pipe:[1]", "pipe:[77]", "socket:[77]");

        assertThat(table.holderOf(77, -1)).isEqualTo(new ProcessTable.Holder(20, 2));
        assertThat(table.nameOf(20)).isEqualTo("python3");
    }

    @Test
    void theContainerOfAProcessIsReadFromItsControlGroupAndKeptForASecond() throws IOException {
        String id = "0123456789abcdef".repeat(4);
        process(20, "python3");
        Path groups = proc.resolve("20/cgroup");
        Files.writeString(groups, "0::/system.slice/docker-" + id + ".scope\n");

        assertThat(table.containerOf(20)).isEqualTo(new Container(id, "docker"));
        Files.writeString(groups, "0::/user.slice\n");
        assertThat(table.containerOf(20)).isNotNull();
        clock.addAndGet(SECOND_NS);
        assertThat(table.containerOf(20)).isNull();
        assertThat(table.containerOf(21)).as("a process that has ended").isNull();
    }

    @Test
    void aSocketOfSeveralProcessesIsTheYoungestOnes() throws IOException {
        process(9, "parent", "socket:[77]");
        process(100, "child", "socket:[77]");

        assertThat(table.holderOf(77, -1)).isEqualTo(new ProcessTable.Holder(100, 0));
    }

    @Test
    void theLikelyProcessIsAskedFirst() throws IOException {
        process(9, "parent", "socket:[77]");
        process(100, "child", "socket:[77]");

        assertThat(table.holderOf(77, 9)).isEqualTo(new ProcessTable.Holder(9, 0));
    }

    @Test
    void aSocketThatWasHandedOnIsFoundAnew() throws IOException {
        process(9, "parent", "socket:[77]");
        assertThat(table.holderOf(77, -1)).isEqualTo(new ProcessTable.Holder(9, 0));

        Files.delete(proc.resolve("9/fd/0"));
        process(100, "child", "pipe:[1]", "socket:[77]");
        clock.addAndGet(SECOND_NS);
        assertThat(table.holderOf(77, 9)).isEqualTo(new ProcessTable.Holder(100, 1));
    }

    @Test
    void whatIsFoundNowhereIsNotLookedForAgainAtOnce() throws IOException {
        assertThat(table.holderOf(77, -1)).isNull();
        process(20, "late", "socket:[77]");

        clock.addAndGet(SECOND_NS);
        assertThat(table.holderOf(77, -1)).isNull();
        clock.addAndGet(5 * SECOND_NS);
        assertThat(table.holderOf(77, -1)).isEqualTo(new ProcessTable.Holder(20, 0));
    }

    @Test
    void scansTakeNoMoreThanTheirShareOfTheTime() throws IOException {
        ProcessTable slow = new ProcessTable(proc, () -> clock.addAndGet(150_000_000), Containers.ofMachine());
        assertThat(slow.holderOf(77, -1)).isNull();
        process(20, "other", "socket:[78]");
        assertThat(slow.holderOf(78, -1)).as("another scan would be too much").isNull();
        clock.addAndGet(20 * SECOND_NS);
        assertThat(slow.holderOf(78, -1)).isEqualTo(new ProcessTable.Holder(20, 0));
    }

    @Test
    void theFirstScanIsNoPartOfTheShareAndALongOneIsMadeUpForInSeconds() throws IOException {
        ProcessTable slow = new ProcessTable(proc, () -> clock.addAndGet(20 * SECOND_NS), Containers.ofMachine());
        slow.begin();
        process(20, "other", "socket:[78]");
        assertThat(slow.holderOf(78, -1)).isEqualTo(new ProcessTable.Holder(20, 0));
        process(21, "third", "socket:[79]");
        clock.addAndGet(5 * SECOND_NS);
        assertThat(slow.holderOf(79, -1)).isEqualTo(new ProcessTable.Holder(21, 0));
    }

    @Test
    void linksThatAreNoSocketsAreLeftAlone() throws IOException {
        process(20, "odd", "socket:[x]", "socket:[", "socket:[99999999999999999999]", "socket:[-5]", "anon_inode:[77]");
        Files.createFile(proc.resolve("20/fd/77"));
        Files.createDirectory(proc.resolve("self"));

        assertThat(table.holderOf(77, -1)).isNull();
        assertThat(table.holderOf(-5, -1)).isNull();
    }

    @Test
    void aProcessThatIsNoMoreHasNoName() {
        assertThat(table.nameOf(20)).isNull();
    }

    @Test
    void theNameOfAProcessIsReadAnewAfterAMoment() throws IOException {
        process(20, "before");
        assertThat(table.nameOf(20)).isEqualTo("before");
        Files.writeString(proc.resolve("20/stat"), "20 (after) S 1\n");
        clock.addAndGet(SECOND_NS);
        assertThat(table.nameOf(20)).isEqualTo("after");
    }

    @Test
    void anOpenSocketOfThisProcessIsFoundInTheRealProc() throws IOException {
        try (TestSocket socket = TestSocket.ofFamily(SocketConstants.AF_INET)) {
            ProcessTable real = new ProcessTable(Containers.ofMachine());
            int pid = Libc.calls().getpid();
            assertThat(real.holderOf(socket.inode(), pid)).isEqualTo(new ProcessTable.Holder(pid, socket.fd()));
            assertThat(real.nameOf(pid)).isNotEmpty();
        }
    }
}
