// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Flow;
import dev.udpbounce.kernel.socket.SocketObservations.Observation;
import dev.udpbounce.kernel.sys.LiveMachine;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("live")
class ErrorWatchTest {
    private static final long PATIENCE_NS = 120_000_000_000L;

    private final SocketObservations observations = new SocketObservations();

    private Observation await(Flow flow, long sinceNs) {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        Observation seen = observations.firstFrom(sinceNs, flow);
        while (seen == null && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(1_000_000);
            seen = observations.firstFrom(sinceNs, flow);
        }
        assertThat(seen).as("a look at the socket").isNotNull();
        return seen;
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void theSocketOfAnErrorIsLookedAtWithoutBeingAskedFor(int version) throws IOException {
        LiveMachine.needsRoot();
        int port = TestSocket.closedPort(version);
        try (LocalAddresses addresses = new LocalAddresses();
                ErrorWatch watch = ErrorWatch.open(version, addresses, observations);
                TestSocket socket =
                        TestSocket.ofFamily(version == 4 ? SocketConstants.AF_INET : SocketConstants.AF_INET6)) {
            watch.start();
            long beforeNs = RealTime.nowNs();
            socket.connect(TestSocket.loopback(version), port).send();
            Observation seen = await(socket.flowTo(TestSocket.loopback(version), port), beforeNs);

            assertThat(seen.timeNs()).isBetween(beforeNs, RealTime.nowNs());
            assertThat(seen.state()).isNotNull();
            assertThat(seen.state().inode()).isEqualTo(socket.inode());
            assertThat(seen.state().connected()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void messagesThatAreNoErrorsAreLeftAlone(int version) throws IOException {
        LiveMachine.needsRoot();
        try (LocalAddresses addresses = new LocalAddresses();
                ErrorWatch watch = ErrorWatch.open(version, addresses, observations);
                TestSocket peer = TestSocket.listening(version);
                TestSocket socket =
                        TestSocket.ofFamily(version == 4 ? SocketConstants.AF_INET : SocketConstants.AF_INET6)) {
            watch.start();
            socket.connect(TestSocket.loopback(version), peer.port()).send();
            Flow flow = socket.flowTo(TestSocket.loopback(version), peer.port());
            long beforeNs = RealTime.nowNs();
            Experiment.deliver(flow, version == 4 ? 8 : 128, 0);
            Experiment.deliver(flow, version == 4 ? 3 : 1, 1);
            await(flow, beforeNs);
            assertThat(observations.lastBefore(Long.MAX_VALUE, flow))
                    .as("one look, for the error")
                    .isEqualTo(observations.firstFrom(0, flow));
        }
    }
}
