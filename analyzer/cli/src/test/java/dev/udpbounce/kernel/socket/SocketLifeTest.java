// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Flow;
import dev.udpbounce.kernel.socket.EndedSockets.End;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.LiveMachine;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The creation and the end of real sockets, as reported by the kernel. */
@Tag("live")
@EnabledOnOs(OS.LINUX)
class SocketLifeTest {
    private static final int PORT = 1060;
    private static final long PATIENCE_NS = 120_000_000_000L;

    private static @Nullable End endOf(SocketEnds ends, long sinceNs, Flow flow) {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        End end = ends.sockets().firstFrom(sinceNs, flow);
        while (end == null && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(1_000_000);
            end = ends.sockets().firstFrom(sinceNs, flow);
        }
        return end;
    }

    @ParameterizedTest
    @CsvSource({"4, true", "4, false", "6, true", "6, false"})
    void theEndOfASocketIsAnnouncedWithItsLastState(int version, boolean connected) throws IOException {
        long sinceNs = RealTime.nowNs();
        try (SocketEnds ends = SocketEnds.open(new EndedSockets(RealTime.nowNs()));
                SocketTable table = SocketTable.open()) {
            ends.start();
            TestSocket socket = TestSocket.ofFamily(version == 4 ? SocketConstants.AF_INET : SocketConstants.AF_INET6);
            if (connected) {
                socket.connect(TestSocket.loopback(version), PORT);
            } else {
                socket.sendTo(TestSocket.loopback(version), PORT);
            }
            Flow flow = socket.flowTo(TestSocket.loopback(version), PORT);
            SocketState alive = table.find(flow, 0);
            socket.close();

            End end = endOf(ends, sinceNs, flow);
            assertThat(alive).isNotNull();
            assertThat(end).isNotNull();
            assertThat(end.last().cookie()).isEqualTo(alive.cookie());
            assertThat(end.last().connected()).isEqualTo(connected);
            assertThat(end.last().inode())
                    .as("not told, rather than that of nobody")
                    .isZero();
            assertThat(end.last().uid()).isEqualTo(-1);
            assertThat(end.last().recverr()).isNull();
        }
    }

    @Test
    void theMakerOfASocketIsNotedWithTheOptionsThatItSet() throws IOException {
        LiveMachine.needsRoot();
        try (SocketBirths births = SocketBirths.watch();
                SocketTable table = SocketTable.open();
                TestSocket socket = TestSocket.ofFamily(SocketConstants.AF_INET6)) {
            socket.connect(TestSocket.LOOPBACK6, PORT);
            SocketState state = table.find(socket.flowTo(TestSocket.LOOPBACK6, PORT), 0);
            assertThat(state).isNotNull();

            BirthNote note = births.of(state.cookie());
            assertThat(note).isNotNull();
            assertThat(note.pid()).isEqualTo(Libc.calls().getpid());
            assertThat(Files.exists(Path.of("/proc/self/task/" + note.tid()))).isTrue();
            assertThat(note.uid()).isEqualTo(Libc.calls().geteuid());
            assertThat(note.name()).isNotEmpty();
            assertThat(note.options()).isEqualTo(new SocketOptions(false, false, -1, -1));

            socket.set(SocketConstants.SOL_IPV6, SocketConstants.IPV6_RECVERR, 1)
                    .set(SocketConstants.SOL_IPV6, SocketConstants.IPV6_MTU_DISCOVER, 5);
            socket.set(SocketConstants.SOL_IP, SocketConstants.IP_RECVERR, 1)
                    .set(SocketConstants.SOL_IP, SocketConstants.IP_MTU_DISCOVER, 0);
            assertThat(births.of(state.cookie()))
                    .extracting(BirthNote::options)
                    .isEqualTo(new SocketOptions(true, true, 0, 5));

            socket.set(SocketConstants.SOL_IPV6, SocketConstants.IPV6_RECVERR, 0)
                    .set(SocketConstants.SOL_IP, SocketConstants.IP_RECVERR, 0);
            assertThat(births.of(state.cookie()))
                    .extracting(BirthNote::options)
                    .isEqualTo(new SocketOptions(false, false, 0, 5));
        }
    }

    @Test
    void anOptionThatIsNotedIsStillSet() throws IOException {
        LiveMachine.needsRoot();
        try (SocketBirths births = SocketBirths.watch();
                SocketTable table = SocketTable.open();
                TestSocket socket = TestSocket.ofFamily(SocketConstants.AF_INET)) {
            assertThat(births.notesOptions()).isTrue();
            socket.set(SocketConstants.SOL_IP, SocketConstants.IP_RECVERR, 1).connect(TestSocket.LOOPBACK, PORT);
            SocketState state = table.find(socket.flowTo(TestSocket.LOOPBACK, PORT), 0);
            assertThat(state).isNotNull();
            assertThat(state.recverr()).isTrue();
        }
    }

    @Test
    void aSocketFromBeforeIsNotKnown() throws IOException {
        LiveMachine.needsRoot();
        try (TestSocket socket = TestSocket.ofFamily(SocketConstants.AF_INET).connect(TestSocket.LOOPBACK, PORT);
                SocketBirths births = SocketBirths.watch();
                SocketTable table = SocketTable.open()) {
            SocketState state = table.find(socket.flowTo(TestSocket.LOOPBACK, PORT), 0);
            assertThat(state).isNotNull();
            assertThat(births.of(state.cookie())).isNull();
        }
    }

    @Test
    void aProcessThatSendsOneDatagramAndExitsIsKnown() throws IOException, InterruptedException {
        LiveMachine.needsRoot();
        Path bash = Path.of("/bin/bash");
        LiveMachine.needs(Files.isExecutable(bash), "bash, which can send a datagram by itself");
        int port = TestSocket.closedPort(4);
        try (SocketBirths births = SocketBirths.watch();
                SocketEnds ends = SocketEnds.open(new EndedSockets(RealTime.nowNs()))) {
            ends.start();
            long sinceNs = RealTime.nowNs();
            Process process = new ProcessBuilder(bash.toString(), "-c", "echo 123 >/dev/udp/127.0.0.1/" + port).start();
            assertThat(process.waitFor()).isZero();

            End end = null;
            long deadlineNs = System.nanoTime() + PATIENCE_NS;
            while (end == null && System.nanoTime() - deadlineNs < 0) {
                LockSupport.parkNanos(1_000_000);
                for (int local = 1; local < 65_536 && end == null; local++) {
                    End one = ends.sockets()
                            .firstFrom(sinceNs, new Flow(TestSocket.LOOPBACK, local, TestSocket.LOOPBACK, port));
                    end = one != null && one.last().connected() ? one : null;
                }
            }
            assertThat(end).isNotNull();
            BirthNote note = births.of(end.last().cookie());
            assertThat(note).isNotNull();
            assertThat(note.pid()).isEqualTo((int) process.pid());
            assertThat(note.name()).isEqualTo("bash");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "6.1.0-18-amd64, true",
        "5.8.0, true",
        "5.10.223, true",
        "5.7.19, false",
        "4.19.0-27-amd64, false",
        "6.18.44-fc-v657, true",
        "5.8, true",
        "5, false",
        "'', false",
        "x.y, false"
    })
    void aReleaseIsComparedByItsNumbers(String release, boolean since) {
        assertThat(SocketBirths.isSince(release, new int[] {5, 8})).isEqualTo(since);
    }
}
