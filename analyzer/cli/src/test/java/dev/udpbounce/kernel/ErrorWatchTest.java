package dev.udpbounce.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.correlate.Flow;
import dev.udpbounce.kernel.Sightings.Sighting;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorWatchTest {
    private static final long PATIENCE_NS = 10_000_000_000L;

    private final Sightings sightings = new Sightings();

    private Sighting await(Flow flow, long sinceNs) {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        Sighting seen = sightings.firstFrom(sinceNs, flow);
        while (seen == null && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(1_000_000);
            seen = sightings.firstFrom(sinceNs, flow);
        }
        assertThat(seen).as("a look at the socket").isNotNull();
        return seen;
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void theSocketOfAnErrorIsLookedAtWithoutBeingAskedFor(int version) throws IOException {
        LiveMachine.needsRoot();
        int port = TestSocket.closedPort(version);
        try (ErrorWatch watch = ErrorWatch.start(version, new LocalAddresses(), sightings);
                TestSocket socket = TestSocket.ofFamily(version == 4 ? Libc.AF_INET : Libc.AF_INET6)) {
            assertThat(watch).isNotNull();
            long beforeNs = RealTime.nowNs();
            socket.connect(TestSocket.loopback(version), port).send();
            Sighting seen = await(socket.flowTo(TestSocket.loopback(version), port), beforeNs);

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
        try (ErrorWatch watch = ErrorWatch.start(version, new LocalAddresses(), sightings);
                TestSocket peer = TestSocket.listening(version);
                TestSocket socket = TestSocket.ofFamily(version == 4 ? Libc.AF_INET : Libc.AF_INET6)) {
            assertThat(watch).isNotNull();
            socket.connect(TestSocket.loopback(version), peer.port()).send();
            Flow flow = socket.flowTo(TestSocket.loopback(version), peer.port());
            long beforeNs = RealTime.nowNs();
            Experiment.deliver(flow, version == 4 ? 8 : 128, 0);
            Experiment.deliver(flow, version == 4 ? 3 : 1, 1);
            await(flow, beforeNs);
            assertThat(sightings.lastBefore(Long.MAX_VALUE, flow))
                    .as("one look, for the error")
                    .isEqualTo(sightings.firstFrom(0, flow));
        }
    }
}
