// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import dev.udpbounce.bulk.FastLane;
import dev.udpbounce.bulk.FirstPass;
import dev.udpbounce.bulk.SecondPass;
import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.correlate.CorrelationSettings;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.correlate.Counts;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.event.ErrorSums;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import dev.udpbounce.focus.Focus;
import dev.udpbounce.focus.FocusedEvents;
import dev.udpbounce.select.SeenFlows;
import dev.udpbounce.select.Selection;
import dev.udpbounce.socket.SocketLookup;
import dev.udpbounce.timeline.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run over one source of frames: decodes, correlates and orders, and passes the events to the sinks. */
public final class Analysis {
    /**
     * The user's settings.
     *
     * @param expireNs how long a datagram waits for its error, in nanoseconds
     * @param memoryBytes bound of all waiting and remembered state, in octets
     * @param follow which datagrams and flows become events
     * @param selection datagrams and errors to follow; null for all
     * @param packetLimit frames to read at most; 0 for no limit
     * @param seed seed of the hashes; should be unpredictable
     * @param focus which events are shown
     */
    public record Settings(
            long expireNs,
            long memoryBytes,
            Follow follow,
            @Nullable Selection selection,
            long packetLimit,
            long seed,
            Focus focus) {
        /** Creates settings by which all events are shown. */
        public Settings(
                long expireNs,
                long memoryBytes,
                Follow follow,
                @Nullable Selection selection,
                long packetLimit,
                long seed) {
            this(expireNs, memoryBytes, follow, selection, packetLimit, seed, Focus.ALL);
        }

        /** Returns these settings with another focus. */
        public Settings withFocus(Focus newFocus) {
            return new Settings(expireNs, memoryBytes, follow, selection, packetLimit, seed, newFocus);
        }

        /**
         * Returns these settings for live frames: every datagram and error becomes an event immediately. If all
         * datagrams are followed, so are all flows, which then have the outcomes.
         */
        public Settings atOnce() {
            boolean all = follow == Follow.ALL;
            return following(all ? Follow.AT_ONCE_ALL_FLOWS : Follow.AT_ONCE);
        }

        /** Returns these settings with other datagrams and flows to follow. */
        public Settings following(Follow which) {
            return new Settings(expireNs, memoryBytes, which, selection, packetLimit, seed, focus);
        }

        /**
         * Returns these settings for a source that delivers only the selected datagrams, and all errors. The errors
         * followed are those that quote the flow of a datagram already seen.
         */
        public Settings selectedBySource() {
            return new Settings(expireNs, memoryBytes, follow, new SeenFlows(seed), packetLimit, seed, focus);
        }
    }

    private final Settings settings;
    private final boolean wantsOutcomes;
    private final Timeline timeline;
    private final ErrorSums errors = new ErrorSums();
    private final @Nullable SocketLookup sockets;
    private final FocusedEvents focused;
    private final CorrelatedEvents events;
    private final Deque<Long> unsettled = UnsettledErrors.none();
    private final Decoder decoder = new Decoder();
    private final FrameCounts frames = new FrameCounts();
    private final SkippedFrames skipped = new SkippedFrames();
    private final RunControl control = new RunControl();
    private @Nullable RunSums run;
    private @Nullable Correlator correlating;
    private volatile @Nullable UncheckedIOException pauseFault;

    public Analysis(Settings settings, List<? extends EventSink> sinks) {
        this(settings, sinks, null);
    }

    /** @param sockets looks up the socket of every datagram and error as it passes; null for no lookups */
    public Analysis(Settings settings, List<? extends EventSink> sinks, @Nullable SocketLookup sockets) {
        this.settings = settings;
        this.sockets = sockets;
        timeline = new Timeline(sinks, settings.memoryBytes());
        boolean outcomes = false;
        boolean payloads = false;
        boolean flows = settings.focus().limits();
        for (EventSink sink : sinks) {
            outcomes |= sink.wantsOutcomes();
            payloads |= sink.wantsPayloads();
            flows |= sink.wantsFlows();
        }
        wantsOutcomes = outcomes;
        focused =
                new FocusedEvents(settings.focus(), timeline, settings.follow().atOnce());
        events = new CorrelatedEvents(focused, errors, sockets, payloads, flows, unsettled);
    }

    /** Reads {@code source} to its end in one pass. Does not close the source. */
    public Summary run(FrameSource source) throws IOException {
        return correlate(source, null, false, settings.packetLimit());
    }

    /**
     * Reads the same frames twice. The first pass collects the errors; the second looks only for their causes. The
     * result is the same as that of one pass, but faster if few datagrams bounce. If there are many errors, the first pass
     * collects none of them.
     *
     * @param open opens the source, each time at the same first frame
     */
    public Summary runTwice(Supplier<? extends FrameSource> open) throws IOException {
        FirstPass firstPass = new FirstPass(settings.seed());
        FirstReading reading =
                new FirstReading(settings.selection(), settings.packetLimit(), timeline.isOrdered(), control);
        long read;
        try (FrameSource source = open.get()) {
            read = reading.read(source, firstPass);
        }
        boolean cut = control.takeStop();
        try (FrameSource source = open.get()) {
            long limit = cut ? Math.max(1, read) : settings.packetLimit();
            return correlate(source, reading.isDense() ? null : firstPass, firstPass.isInOrder(), limit);
        }
    }

    /** @param inOrder whether the frames are known to be in the order of their times */
    private Summary correlate(FrameSource source, @Nullable FirstPass firstPass, boolean inOrder, long limit)
            throws IOException {
        Correlator correlator = new Correlator(
                new CorrelationSettings(
                        settings.expireNs(), settings.memoryBytes(), settings.follow(), settings.seed()),
                events,
                firstPass != null && takesBatches() && firstPass.isSelective() && firstPass.isInOrder());
        if (sockets != null) {
            correlator.ask(sockets::beforeTranslation);
        }
        correlating = correlator;
        SecondPass second = firstPass == null ? null : new SecondPass(correlator, firstPass, wantsOutcomes);
        PacketHandler one = settings.follow().atOnce() ? new UnsettledErrors(correlator, unsettled) : correlator;
        PacketHandler all = second == null ? one : second;
        Selection selection = settings.selection();
        SelectedPackets selected = selection == null ? null : new SelectedPackets(selection, all, correlator::onOther);
        RunSums sums = new RunSums(
                frames,
                errors,
                decoder.counts(),
                correlator,
                second,
                selected,
                source,
                timeline,
                focused,
                wantsOutcomes);
        run = sums;
        try {
            SecondReading reading =
                    new SecondReading(correlator, inOrder, decoder, frames, skipped, control, timeline, focused);
            FastLane lane = takesBatches() ? new FastLane(correlator, second, decoder) : null;
            reading.read(source, lane, selected == null ? all : selected, limit, this::checkOutput);
            correlator.finish();
            events.addDeliveries(Long.MAX_VALUE, true);
            for (CaptureReport report : source.reports()) {
                timeline.add(skipped.summary(report, frames.lastNs()));
            }
            timeline.releaseAll();
            Summary summary = sums.summary();
            timeline.end(summary);
            return summary;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Throws the fault of a sink that occurred while the source waited. */
    private void checkOutput() {
        if (pauseFault != null) {
            throw pauseFault;
        }
    }

    /** Whether frames take the fast lane. */
    private boolean takesBatches() {
        return settings.selection() == null && settings.follow() == Follow.BOUNCED;
    }

    /**
     * Signals that no frame from before this time will follow, so that errors need not wait for one. Call it from the
     * thread of the run, such as in a source that waits for frames.
     *
     * @param timeNs nanoseconds since the Unix epoch
     */
    public void passed(long timeNs) {
        if (correlating != null) {
            correlating.settleBefore(timeNs);
        }
    }

    /**
     * Adds what the kernel was seen to do with errors so far. Call it from the thread of the run, often, such as in a
     * source that waits for frames.
     *
     * @param silent whether no frame was captured lately
     */
    public void observe(boolean silent) {
        if (correlating != null) {
            events.addDeliveries(silent ? Long.MAX_VALUE : frames.lastNs(), false);
        }
    }

    /**
     * Returns the number of the first frame of live input whose error has not become an event yet; {@link
     * Long#MAX_VALUE} if there is none. Call it from the thread of the run, such as in a source that waits for frames.
     */
    public long firstUnsettled() {
        Long first = unsettled.peek();
        return first == null ? Long.MAX_VALUE : first;
    }

    /**
     * Requests a summary of the frames read so far, which {@link #askedSummary} then returns. May be called by any
     * thread.
     */
    public void askSummary() {
        control.askSummary();
    }

    /**
     * Returns the summary so far if {@link #askSummary} was called since the last call, otherwise null. Call it from
     * the thread of the run, such as in a source that waits for frames.
     */
    public @Nullable Summary askedSummary() {
        return run != null && control.takeSummaryRequest() ? run.summary() : null;
    }

    /**
     * Returns the counts of the datagrams so far, at a lower cost than a summary; null before the run. Call it from the
     * thread of the run, like {@link #askedSummary}.
     */
    public @Nullable Counts countsSoFar() {
        return run == null ? null : run.counts();
    }

    /**
     * Passes on what is known so far to the sinks that want it soon, because the source waits for frames. Call it only
     * while the thread of the run is in the source. A fault of a sink is thrown there, at the next frame.
     */
    public void paused() {
        try {
            timeline.releaseSoon(Long.MAX_VALUE);
            timeline.pause();
        } catch (UncheckedIOException e) {
            pauseFault = e;
        }
    }

    /** Ends the run at the next frame, as if the source had ended there. May be called by any thread. */
    public void stop() {
        control.stop();
    }

    /** Returns the number of frames read so far, for a progress display. May be called by any thread; may lag. */
    public long packetsSoFar() {
        return control.packets();
    }

    /** Returns the octets of the frames read so far. May be called by any thread; may lag. */
    public long bytesSoFar() {
        return control.bytes();
    }
}
