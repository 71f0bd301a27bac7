// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import dev.udpbounce.bulk.SecondPass;
import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.correlate.Counts;
import dev.udpbounce.decode.DecodeCounts;
import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.ErrorSums;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Summary;
import dev.udpbounce.event.Summary.Decoding;
import dev.udpbounce.event.Summary.Losses;
import dev.udpbounce.event.Summary.Sends;
import dev.udpbounce.event.Summary.Traffic;
import dev.udpbounce.focus.FocusedEvents;
import dev.udpbounce.timeline.Timeline;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the summary of a run from the counts of its stages. */
record RunSums(
        FrameCounts frames,
        ErrorSums errors,
        DecodeCounts decoded,
        Correlator correlator,
        @Nullable SecondPass second,
        @Nullable SelectedPackets selected,
        FrameSource source,
        Timeline timeline,
        FocusedEvents focused,
        boolean wantsOutcomes) {
    /** Counts of the datagrams so far. */
    Counts counts() {
        return second == null ? correlator.counts() : second.counts();
    }

    /** Summary so far; complete when the run has ended. */
    Summary summary() {
        Counts counts = counts();
        List<DestinationRecord> destinations = destinations();
        return new Summary(
                new Traffic(frames.firstNs(), frames.lastNs(), frames.packets(), frames.bytes(), frames.untimed()),
                new Sends(
                        counts.sends(),
                        counts.sightings(),
                        selected == null ? 0 : selected.otherSends(),
                        counts.expired(),
                        counts.evicted(),
                        outcomes(counts),
                        Map.of()),
                errors.sums(selected == null ? 0 : selected.otherErrors()),
                new Decoding(
                        decoded.fragments(),
                        decoded.icmpErrorsOther(),
                        decoded.malformed(),
                        decoded.fragmentedForgotten()),
                new Losses(
                        dropped(),
                        timeline.late(),
                        correlator.errorsElsewhere(),
                        correlator.countsForgotten(),
                        correlator.commentsForgotten(),
                        Summary.Trace.NONE),
                destinations,
                focused.shown(),
                focused.bounces(destinations));
    }

    /** Destinations by most bounces, then by most orphans, then in the order in which they became known. */
    private List<DestinationRecord> destinations() {
        List<DestinationRecord> destinations = correlator.destinations();
        destinations.sort(RunSums::byBounces);
        return destinations;
    }

    private static int byBounces(DestinationRecord one, DestinationRecord other) {
        int bounces = Long.compare(other.sends().bounced(), one.sends().bounced());
        return bounces != 0
                ? bounces
                : Long.compare(other.errors().orphans(), one.errors().orphans());
    }

    private Map<Outcome, Long> outcomes(Counts counts) {
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        outcomes.put(Outcome.BOUNCED, counts.bounced());
        outcomes.put(Outcome.SUPPRESSED, counts.suppressed());
        if (wantsOutcomes) {
            outcomes.put(Outcome.ANSWERED, counts.answered());
            outcomes.put(Outcome.NO_ERROR_SEEN, counts.noErrorSeen());
        }
        return outcomes;
    }

    private long dropped() {
        long dropped = -1;
        for (CaptureReport report : source.reports()) {
            if (report.droppedByKernel() >= 0) {
                dropped = Math.max(0, dropped) + report.droppedByKernel();
            }
        }
        return dropped;
    }
}
