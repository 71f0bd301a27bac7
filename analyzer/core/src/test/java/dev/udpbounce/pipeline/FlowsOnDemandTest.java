// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Inputs;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import dev.udpbounce.fixtures.Captures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlowsOnDemandTest {
    /** Collects events in the order in which they arrive. */
    private static final class Listener implements EventSink {
        private final boolean wantsFlows;
        private final List<String> flows = new ArrayList<>();
        private final List<String> others = new ArrayList<>();

        Listener(boolean wantsFlows) {
            this.wantsFlows = wantsFlows;
        }

        @Override
        public boolean wantsOrder() {
            return false;
        }

        @Override
        public boolean wantsOutcomes() {
            return true;
        }

        @Override
        public boolean wantsFlows() {
            return wantsFlows;
        }

        @Override
        public void event(Event event) {
            if (event instanceof Event.FlowSummary flow) {
                flows.add(flow.flow().flow().toString());
            } else if (event instanceof Event.UdpSend || event instanceof Event.IcmpError) {
                others.add(event.getClass().getSimpleName() + event.timeNs());
            }
        }
    }

    static Stream<Path> captures() {
        return Captures.all().stream()
                .map(folder -> Captures.file(folder.getFileName().toString()));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void flowsThatNobodyWantsAreNotMadeAndNothingElseChanges(Path capture) throws IOException {
        Listener all = new Listener(true);
        Listener fewer = new Listener(false);
        Summary summary = read(capture, all);
        Summary same = read(capture, fewer);

        assertThat(fewer.flows).isEmpty();
        assertThat(all.flows).hasSameSizeAs(all.flows.stream().distinct().toList());
        assertThat(all.flows.isEmpty()).isEqualTo(summary.sends().count() == 0);
        assertThat(fewer.others).isEqualTo(all.others);
        assertThat(same.sends()).isEqualTo(summary.sends());
        assertThat(same.errors()).isEqualTo(summary.errors());
    }

    private static Summary read(Path capture, EventSink sink) throws IOException {
        Analysis.Settings settings = new Analysis.Settings(60_000_000_000L, 8 << 20, Follow.ALL, null, 0, 7);
        try (Inputs inputs = Inputs.open(List.of(capture.toString()))) {
            return new Analysis(settings, List.of(sink)).run(inputs.frames());
        }
    }
}
