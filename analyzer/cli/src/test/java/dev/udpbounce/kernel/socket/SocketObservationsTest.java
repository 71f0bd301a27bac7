// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Flow;
import dev.udpbounce.kernel.socket.SocketObservations.Observation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SocketObservationsTest {
    private final SocketObservations observations = new SocketObservations();
    private final Flow flow = flow(1);

    private static Flow flow(int port) {
        return new Flow(TestSocket.LOOPBACK, port, TestSocket.LOOPBACK, 1060);
    }

    private static Observation at(long timeNs) {
        return new Observation(timeNs, null);
    }

    private @Nullable Observation last(Flow of) {
        return observations.lastBefore(Long.MAX_VALUE, of);
    }

    @Test
    void whatIsForgottenIsNotFound() {
        observations.add(flow, at(10));
        observations.clear();
        assertThat(last(flow)).isNull();
        assertThat(observations.firstFrom(0, flow)).isNull();
    }

    @Test
    void looksAreFoundByTheirTime() {
        observations.add(flow, at(10));
        observations.add(flow, at(20));
        observations.add(flow, at(30));

        assertThat(observations.firstFrom(20, flow)).isEqualTo(at(20));
        assertThat(observations.firstFrom(21, flow)).isEqualTo(at(30));
        assertThat(observations.firstFrom(31, flow)).isNull();
        assertThat(observations.lastBefore(20, flow)).isEqualTo(at(10));
        assertThat(observations.lastBefore(10, flow)).isNull();
        assertThat(last(flow)).isEqualTo(at(30));
        assertThat(last(flow(2))).isNull();
    }

    @Test
    void theOldestLooksOfAFlowGiveWay() {
        for (int time = 1; time <= 100; time++) {
            observations.add(flow, at(time));
        }
        assertThat(observations.firstFrom(0, flow)).isEqualTo(at(85));
        assertThat(last(flow)).isEqualTo(at(100));
    }

    @Test
    void flowsThatWereNotSeenForLongGiveWay() {
        for (int port = 1; port <= 20_000; port++) {
            observations.add(flow(port), at(port));
        }
        assertThat(last(flow(1))).isNull();
        assertThat(last(flow(20_000))).isEqualTo(at(20_000));
    }
}
