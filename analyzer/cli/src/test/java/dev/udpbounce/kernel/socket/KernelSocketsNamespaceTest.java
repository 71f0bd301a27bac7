// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.LiveMachine;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sockets in another network namespace, with the same addresses and ports as in the own one. */
class KernelSocketsNamespaceTest {
    private static final Origin WEB_LO = new Origin(7, 0, null, "lo", 276, 0, 9, null, "web");

    private OwnNetwork network;
    private NetworkNamespace web;
    private KernelSockets sockets;

    @BeforeEach
    void open() throws IOException {
        LiveMachine.needsRoot();
        network = OwnNetwork.make();
        web = network.in(() -> NetworkNamespace.open("web", Path.of("/proc/thread-self/ns/net")));
        sockets = KernelSockets.openToPredict(true);
        sockets.add(web);
    }

    @AfterEach
    void close() {
        if (sockets != null) {
            sockets.close();
        }
        if (web != null) {
            web.close();
        }
        if (network != null) {
            network.close();
        }
    }

    /** Returns an unconnected socket at a port, which has sent a datagram to a closed port. */
    private static TestSocket unconnected(int closedPort) throws IOException {
        return TestSocket.ofFamily(SocketConstants.AF_INET).sendTo(TestSocket.LOOPBACK, closedPort);
    }

    @Test
    void theVerdictIsThatOfTheSocketInTheNamespaceOfTheCapture() throws IOException {
        int closed = TestSocket.closedPort(4);
        long beforeNs = RealTime.nowNs();
        TestSocket there = network.in(() -> unconnected(closed));
        Flow flow = there.flowTo(TestSocket.LOOPBACK, closed);
        try (there) {
            Send cause = Experiment.send(WEB_LO, flow, beforeNs);
            SocketOwner sender = sockets.senderOf(cause);
            Fate fate = sockets.fateOf(Experiment.bounce(WEB_LO, flow, 3, 3, beforeNs, cause));

            assertThat(sender).isNotNull();
            assertThat(sender.pid()).isEqualTo(Libc.calls().getpid());
            assertThat(sender.inode()).isEqualTo(there.inode());
            assertThat(fate).isNotNull();
            assertThat(fate.verdict()).isEqualTo(Verdict.NEVER_TOLD);
            assertThat(fate.owner()).isEqualTo(sender);
        }
    }

    @Test
    void noSocketOfTheOwnNamespaceStandsForOneThatIsNotThere() throws IOException {
        int closed = TestSocket.closedPort(4);
        long beforeNs = RealTime.nowNs();
        try (TestSocket here = unconnected(closed)) {
            Flow flow = here.flowTo(TestSocket.LOOPBACK, closed);

            assertThat(sockets.senderOf(Experiment.send(WEB_LO, flow, beforeNs)))
                    .isNull();
            assertThat(sockets.senderOf(Experiment.send(flow, beforeNs))).isNotNull();
        }
    }

    @Test
    void aNamespaceThatIsNotWatchedHasNoVerdict() throws IOException {
        Origin other = new Origin(8, 0, null, "lo", 276, 0, 9, null, "db");
        int closed = TestSocket.closedPort(4);
        long beforeNs = RealTime.nowNs();
        try (TestSocket here = unconnected(closed)) {
            Flow flow = here.flowTo(TestSocket.LOOPBACK, closed);
            Send cause = Experiment.send(other, flow, beforeNs);

            assertThat(sockets.senderOf(cause)).isNull();
            assertThat(sockets.fateOf(Experiment.bounce(other, flow, 3, 3, beforeNs, cause)))
                    .isNull();
        }
    }
}
