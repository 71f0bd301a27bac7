// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.ObservedDelivery.By;
import dev.udpbounce.kernel.observe.Observations;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.LiveMachine;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares what the kernel is seen to do at real sockets with what the sockets report. */
@Tag("live")
class ObservedFatesTest {
    private static final long PATIENCE_NS = 120_000_000_000L;

    private @Nullable KernelSockets opened;

    @BeforeEach
    void open() throws IOException {
        LiveMachine.needsRoot();
        opened = KernelSockets.open(true);
        assertThat(opened.limits()).isEmpty();
        // Nothing is concluded of errors that may have come before the first report.
        long openedNs = RealTime.nowNs();
        while (RealTime.nowNs() - openedNs < Observations.CLOCK_NS) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private KernelSockets sockets() {
        assertThat(opened).isNotNull();
        return opened;
    }

    /** Returns the observed fate, which is known some milliseconds after the error. */
    private Fate fateOf(Bounce bounce) {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        Fate fate = sockets().fateOf(bounce);
        while ((fate == null || fate.basis() != Fate.Basis.KERNEL) && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(1_000_000);
            fate = sockets().fateOf(bounce);
        }
        assertThat(fate).isNotNull();
        assertThat(fate.basis()).isEqualTo(Fate.Basis.KERNEL);
        return fate;
    }

    private ObservedDelivery deliveryAt(int port) {
        List<ObservedDelivery> found = new ArrayList<>();
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (found.isEmpty() && System.nanoTime() - deadlineNs < 0) {
            for (ObservedDelivery each : sockets().deliveries(RealTime.nowNs(), false)) {
                if (each.local().port() == port) {
                    found.add(each);
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static Bounce portUnreachable(Flow flow, long timeNs) {
        boolean four = flow.version() == 4;
        return Experiment.bounce(flow, four ? 3 : 1, four ? 3 : 4, timeNs);
    }

    @ParameterizedTest
    @CsvSource({
        "4, true, false, TOLD, CLOSED",
        "6, true, false, TOLD, CLOSED",
        "4, true, true, QUEUED, CLOSED",
        "6, true, true, QUEUED, CLOSED",
        "4, false, false, NEVER_TOLD, NOBODY",
        "6, false, false, NEVER_TOLD, NOBODY",
        "4, false, true, QUEUED, CLOSED",
        "6, false, true, QUEUED, CLOSED"
    })
    void aSocketThatIsClosedAtOnceIsJudgedByWhatTheKernelDid(
            int version, boolean connected, boolean recverr, Verdict verdict, By by) throws IOException {
        int port = TestSocket.closedPort(version);
        long beforeNs = RealTime.nowNs();
        Flow flow;
        try (TestSocket socket =
                TestSocket.ofFamily(version == 4 ? SocketConstants.AF_INET : SocketConstants.AF_INET6)) {
            int level = version == 4 ? SocketConstants.SOL_IP : SocketConstants.SOL_IPV6;
            socket.set(
                    level, version == 4 ? SocketConstants.IP_RECVERR : SocketConstants.IPV6_RECVERR, recverr ? 1 : 0);
            if (connected) {
                socket.connect(TestSocket.loopback(version), port).send();
            } else {
                socket.sendTo(TestSocket.loopback(version), port);
            }
            flow = socket.flowTo(TestSocket.loopback(version), port);
        }

        Fate fate = fateOf(portUnreachable(flow, beforeNs));
        assertThat(fate.verdict()).isEqualTo(verdict);
        assertThat(fate.owner()).isNotNull();
        assertThat(fate.owner().pid()).isEqualTo(Libc.calls().getpid());
        ObservedDelivery delivery = deliveryAt(flow.sourcePort());
        assertThat(delivery.by()).isEqualTo(by);
        assertThat(delivery.process()).isNotNull();
        assertThat(delivery.process().pid()).isEqualTo(Libc.calls().getpid());
        assertThat(delivery.errno()).isEqualTo(111);
    }

    @Test
    void anErrorThatComesAfterTheEndIsNobodys() throws IOException {
        int port = TestSocket.closedPort(4);
        Flow flow;
        long sentNs = RealTime.nowNs();
        try (TestSocket socket = TestSocket.ofFamily(SocketConstants.AF_INET).connect(TestSocket.LOOPBACK, port)) {
            flow = socket.send().flowTo(TestSocket.LOOPBACK, port);
        }
        fateOf(portUnreachable(flow, sentNs));
        long lateNs = RealTime.nowNs();
        Experiment.deliver(flow, 3, 13);

        Fate fate = fateOf(Experiment.bounce(flow, 3, 13, lateNs, Experiment.send(flow, sentNs)));
        assertThat(fate.verdict()).isEqualTo(Verdict.NO_SOCKET);
    }

    @Test
    void ofAnErrorFromBeforeTheStartNothingIsSeen() throws IOException {
        int port = TestSocket.closedPort(4);
        try (TestSocket socket = TestSocket.ofFamily(SocketConstants.AF_INET).connect(TestSocket.LOOPBACK, port)) {
            Flow flow = socket.send().flowTo(TestSocket.LOOPBACK, port);
            Fate fate = sockets().fateOf(portUnreachable(flow, RealTime.nowNs() - PATIENCE_NS));

            assertThat(fate).isNotNull();
            assertThat(fate.basis()).isEqualTo(Fate.Basis.SOCKET);
        }
    }
}
