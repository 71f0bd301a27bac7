// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

import dev.udpbounce.bulk.AnswerJoin;
import dev.udpbounce.bulk.AnswerSegment;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.correlate.CorrelationSettings;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.event.EventSink;
import org.jspecify.annotations.Nullable;

/** The correlation of one home. */
public final class HomeAnalysis {
    private final RunPlan plan;
    private final PartitionSettings settings;
    private final int home;
    private final HomeEvents events;
    private final AnswerJoin answers = new AnswerJoin();
    private @Nullable Correlator correlator;
    private @Nullable HomePackets packets;
    private @Nullable Decoder decoder;
    private long startNs;

    /** @param sink receives the events as they become known, without order */
    public HomeAnalysis(RunPlan plan, PartitionSettings settings, int home, EventSink sink) {
        this.plan = plan;
        this.settings = settings;
        this.home = home;
        events = new HomeEvents(settings, sink);
        startNs = plan.firstNs();
    }

    /**
     * Takes the next frame of the home in the order of merging: by the latest time up to it within its capture, then by the
     * index of the capture, then by number.
     *
     * @param frame a frame with an origin of the {@link RunPlan}; lent
     */
    public void take(Frame frame) {
        Correlator its = correlator;
        Decoder reading = decoder;
        HomePackets passing = packets;
        if (its == null || reading == null || passing == null) {
            its = new Correlator(
                    new CorrelationSettings(
                            settings.expireNs(), settings.memoryBytes(), Follow.BOUNCED, settings.seed()),
                    events);
            correlator = its;
            passing = new HomePackets(plan.homes(), home, its, settings.selected(), plan.lastNs());
            packets = passing;
            reading = new Decoder();
            decoder = reading;
            its.startAt(startNs);
        }
        if (frame.hasTime() && frame.timeNs() < startNs) {
            startNs = frame.timeNs();
            its.startAt(startNs);
        }
        its.at(frame);
        reading.decode(frame, passing);
    }

    /**
     * Takes what is known of a flow whose datagrams are not kept. Those of one flow come in the order of {@link
     * RunPlan#place} of their captures, then of their rounds.
     */
    public void take(AnswerSegment segment) {
        answers.add(segment);
    }

    /** Ends the home and returns its sums. */
    public RunTotals finish() {
        RunTotals totals = new RunTotals();
        totals.add(Figure.ANSWERED, answers.answered());
        if (correlator != null && packets != null) {
            if (plan.hasTimes()) {
                correlator.expireBefore(plan.lastNs());
            }
            correlator.finish();
            totals.add(packets.counts());
            totals.addLosses(correlator);
            events.addTo(totals, correlator.destinations());
        }
        return totals;
    }
}
