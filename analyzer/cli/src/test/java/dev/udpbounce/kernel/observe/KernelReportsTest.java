// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.observe.KernelReport.Kind;
import dev.udpbounce.kernel.socket.TestSocket;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.LiveMachine;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What this kernel reports of real sockets, which have an error before their send returns. */
@Tag("live")
@EnabledOnOs(OS.LINUX)
class KernelReportsTest {
    private static final int REFUSED = Errno.ECONNREFUSED.linux();
    private static final int TIMEOUT_MS = 100;
    private static final long PATIENCE_NS = 120_000_000_000L;

    /** Reads the reports of a socket of this process, up to its end. */
    private static List<KernelReport> untilClosed(KernelReports reports, int port) {
        List<KernelReport> found = new ArrayList<>();
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        boolean closed = false;
        while (!closed && System.nanoTime() - deadlineNs < 0) {
            reports.await(TIMEOUT_MS);
            reports.read(each -> {
                boolean ours = each.kind() == Kind.ERROR
                        || each.caller().pid() == Libc.calls().getpid();
                if (ours && each.socket().localPort() == port && each.socket().network() == NetworkNamespace.own()) {
                    found.add(each);
                }
            });
            closed = found.stream().anyMatch(each -> each.kind() == Kind.CLOSE);
        }
        return found;
    }

    private static List<Kind> kinds(List<KernelReport> reports) {
        return reports.stream().map(KernelReport::kind).toList();
    }

    private static TestSocket socket(int version) throws IOException {
        return TestSocket.ofFamily(version == 4 ? SocketConstants.AF_INET : SocketConstants.AF_INET6);
    }

    private static void end(TestSocket socket) {
        socket.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void aReceiveASendAndSoErrorEachReturnTheErrorOfAConnectedSocket(int version) throws IOException {
        LiveMachine.needsRoot();
        int closed = TestSocket.closedPort(version);
        long sinceNs = RealTime.nowNs();
        try (KernelReports reports = KernelReports.open();
                TestSocket socket = socket(version).connect(TestSocket.loopback(version), closed)) {
            int port = socket.port();
            assertThat(socket.send().nextErrno()).isEqualTo(REFUSED);
            assertThat(socket.send().sendErrno()).isEqualTo(REFUSED);
            assertThat(socket.send().takeError()).isEqualTo(REFUSED);
            assertThat(socket.takeError()).isZero();
            end(socket);

            List<KernelReport> found = untilClosed(reports, port);
            assertThat(kinds(found))
                    .containsExactly(
                            Kind.ERROR,
                            Kind.RECEIVE,
                            Kind.ERROR,
                            Kind.SEND,
                            Kind.ERROR,
                            Kind.TAKE_ERROR,
                            Kind.TAKE_ERROR,
                            Kind.CLOSE);
            assertThat(found)
                    .extracting(KernelReport::result)
                    .containsExactly(0, -REFUSED, 0, -REFUSED, 0, REFUSED, 0, 0);
            assertThat(found)
                    .extracting(KernelReport::pending)
                    .containsExactly(REFUSED, 0, REFUSED, 0, REFUSED, 0, 0, 0);
            assertThat(found).extracting(KernelReport::timeNs).isSorted();
            assertThat(found).allSatisfy(each -> {
                assertThat(each.timeNs()).isBetween(sinceNs, RealTime.nowNs());
                assertThat(each.queueEnd()).isNull();
                assertThat(each.socket().connected()).isTrue();
                assertThat(each.socket().peer()).isEqualTo(TestSocket.loopback(version));
                assertThat(each.socket().peerPort()).isEqualTo(closed);
                assertThat(each.socket().local()).isEqualTo(TestSocket.loopback(version));
            });
            KernelReport.Caller caller = found.get(1).caller();
            assertThat(caller.pid()).isEqualTo(Libc.calls().getpid());
            assertThat(caller.uid()).isEqualTo(Libc.calls().geteuid());
            assertThat(caller.name()).isNotEmpty();
            assertThat(reports.losses()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void anErrorIsFirstQueuedThenSetWithIpRecverr(int version) throws IOException {
        LiveMachine.needsRoot();
        int closed = TestSocket.closedPort(version);
        int level = version == 4 ? SocketConstants.SOL_IP : SocketConstants.SOL_IPV6;
        int option = version == 4 ? SocketConstants.IP_RECVERR : SocketConstants.IPV6_RECVERR;
        try (KernelReports reports = KernelReports.open();
                TestSocket socket = socket(version).set(level, option, 1)) {
            socket.sendTo(TestSocket.loopback(version), closed);
            int port = socket.port();
            assertThat(socket.takeQueued()).isTrue();
            assertThat(socket.takeError()).as("taken with the last entry").isZero();
            end(socket);

            List<KernelReport> found = untilClosed(reports, port);
            assertThat(kinds(found)).containsExactly(Kind.ERROR, Kind.ERROR, Kind.RECEIVE, Kind.TAKE_ERROR, Kind.CLOSE);
            assertThat(found).extracting(KernelReport::pending).containsExactly(0, REFUSED, 0, 0, 0);
            assertThat(found).extracting(KernelReport::queued).containsExactly(1, 1, 0, 0, 0);
            KernelReport.QueueEntry entry = found.get(0).queueEnd();
            assertThat(entry).isNotNull().isEqualTo(found.get(1).queueEnd());
            assertThat(entry.isIcmp()).isTrue();
            assertThat(entry.errno()).isEqualTo(REFUSED);
            assertThat(entry.type()).isEqualTo(version == 4 ? 3 : 1);
            assertThat(entry.code()).isEqualTo(version == 4 ? 3 : 4);
            assertThat(entry.destination()).isEqualTo(TestSocket.loopback(version));
            assertThat(entry.port()).isEqualTo(closed);
            assertThat(found.get(2).flags() & SocketConstants.MSG_ERRQUEUE).isNotZero();
            assertThat(found.get(2).result()).isEqualTo(3);
        }
    }

    @Test
    void nothingIsReportedOfAnUnconnectedSocketButItsEnd() throws IOException {
        LiveMachine.needsRoot();
        int closed = TestSocket.closedPort(4);
        try (KernelReports reports = KernelReports.open();
                TestSocket socket = socket(4)) {
            socket.sendTo(TestSocket.LOOPBACK, closed);
            int port = socket.port();
            assertThat(socket.takeError()).isZero();
            end(socket);

            assertThat(kinds(untilClosed(reports, port))).containsExactly(Kind.CLOSE);
        }
    }
}
