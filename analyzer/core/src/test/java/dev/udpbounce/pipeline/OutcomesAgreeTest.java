// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Inputs;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.FlowRecord;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Summary;
import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.socket.CallMerger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The outcomes of datagrams are the same whether the packets are read from a file, captured, or captured beside a
 * trace, and every datagram has one.
 */
class OutcomesAgreeTest {
    private static final long MEMORY = 8 << 20;

    /** Counts outcomes in the events. */
    private static final class Tally implements EventSink {
        private final EnumMap<Outcome, Long> ofSends = new EnumMap<>(Outcome.class);
        private final EnumMap<Outcome, Long> ofFlows = new EnumMap<>(Outcome.class);
        private Summary summary = Summary.EMPTY;

        Tally() {
            for (Outcome outcome : Outcome.values()) {
                ofSends.put(outcome, 0L);
                ofFlows.put(outcome, 0L);
            }
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
        public void event(Event event) {
            if (event instanceof Event.UdpSend send) {
                ofSends.merge(send.outcome(), 1L, Long::sum);
            } else if (event instanceof Event.FlowSummary summed) {
                FlowRecord flow = summed.flow();
                ofFlows.merge(Outcome.BOUNCED, flow.bounced(), Long::sum);
                ofFlows.merge(Outcome.ANSWERED, flow.answered(), Long::sum);
                ofFlows.merge(Outcome.SUPPRESSED, flow.suppressed(), Long::sum);
                ofFlows.merge(Outcome.NO_ERROR_SEEN, flow.noErrorSeen(), Long::sum);
            }
        }

        @Override
        public void end(Summary newSummary) {
            summary = newSummary;
        }

        /** Returns the outcomes of the summary, with a zero for each that it lacks. */
        Map<Outcome, Long> outcomes() {
            EnumMap<Outcome, Long> all = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                all.put(outcome, summary.sends().outcomes().getOrDefault(outcome, 0L));
            }
            return all;
        }

        long sum() {
            return outcomes().values().stream().mapToLong(Long::longValue).sum();
        }
    }

    static Stream<Path> captures() {
        return Captures.all().stream()
                .map(folder -> Captures.file(folder.getFileName().toString()));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void everyDatagramHasOneOutcomeHoweverItIsRead(Path capture) throws IOException {
        Tally read = read(capture, Follow.ALL);
        Tally bounced = read(capture, Follow.BOUNCED);
        Tally live = read(capture, Follow.AT_ONCE_ALL_FLOWS);
        Tally run = run(capture);

        assertThat(read.sum()).isEqualTo(read.summary.sends().count());
        assertThat(read.ofSends).as("events of read").isEqualTo(read.outcomes());
        assertThat(read.ofFlows).as("flows of read").isEqualTo(read.outcomes());
        assertThat(bounced.outcomes()).as("without --all").isEqualTo(read.outcomes());
        assertThat(live.outcomes()).as("live").isEqualTo(read.outcomes());
        assertThat(live.ofFlows).as("flows of live").isEqualTo(read.outcomes());
        assertThat(run.outcomes()).as("run").isEqualTo(read.outcomes());
        assertThat(run.ofFlows).as("flows of run").isEqualTo(read.outcomes());
    }

    private static Tally read(Path capture, Follow follow) throws IOException {
        Tally tally = new Tally();
        analyze(capture, follow, tally);
        return tally;
    }

    /** Reads a capture as {@code run --all} does, beside a program without calls. */
    private static Tally run(Path capture) throws IOException {
        Tally tally = new Tally();
        CallMerger story = new CallMerger(List.of(tally), true, CallMerger.Packets.ALL, MEMORY);
        story.start(0);
        analyze(capture, Follow.AT_ONCE_ALL_FLOWS, story);
        story.finish();
        return tally;
    }

    private static void analyze(Path capture, Follow follow, EventSink sink) throws IOException {
        Analysis.Settings settings = new Analysis.Settings(60_000_000_000L, MEMORY, follow, null, 0, 1);
        try (Inputs inputs = Inputs.open(List.of(capture.toString()))) {
            new Analysis(settings, List.of(sink)).run(inputs.frames());
        }
    }
}
