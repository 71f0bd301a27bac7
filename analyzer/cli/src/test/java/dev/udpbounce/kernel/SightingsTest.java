package dev.udpbounce.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.correlate.Flow;
import dev.udpbounce.kernel.Sightings.Sighting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private final Sightings sightings = new Sightings();
    private final Flow flow = flow(1);

    private static Flow flow(int port) {
        return new Flow(TestSocket.LOOPBACK, port, TestSocket.LOOPBACK, 1060);
    }

    private static Sighting at(long timeNs) {
        return new Sighting(timeNs, null);
    }

    private @Nullable Sighting last(Flow of) {
        return sightings.lastBefore(Long.MAX_VALUE, of);
    }

    @Test
    void whatIsForgottenIsNotFound() {
        sightings.add(flow, at(10));
        sightings.clear();
        assertThat(last(flow)).isNull();
        assertThat(sightings.firstFrom(0, flow)).isNull();
    }

    @Test
    void looksAreFoundByTheirTime() {
        sightings.add(flow, at(10));
        sightings.add(flow, at(20));
        sightings.add(flow, at(30));

        assertThat(sightings.firstFrom(20, flow)).isEqualTo(at(20));
        assertThat(sightings.firstFrom(21, flow)).isEqualTo(at(30));
        assertThat(sightings.firstFrom(31, flow)).isNull();
        assertThat(sightings.lastBefore(20, flow)).isEqualTo(at(10));
        assertThat(sightings.lastBefore(10, flow)).isNull();
        assertThat(last(flow)).isEqualTo(at(30));
        assertThat(last(flow(2))).isNull();
    }

    @Test
    void theOldestLooksOfAFlowGiveWay() {
        for (int time = 1; time <= 100; time++) {
            sightings.add(flow, at(time));
        }
        assertThat(sightings.firstFrom(0, flow)).isEqualTo(at(85));
        assertThat(last(flow)).isEqualTo(at(100));
    }

    @Test
    void flowsThatWereNotSeenForLongGiveWay() {
        for (int port = 1; port <= 20_000; port++) {
            sightings.add(flow(port), at(port));
        }
        assertThat(last(flow(1))).isNull();
        assertThat(last(flow(20_000))).isEqualTo(at(20_000));
    }
}
