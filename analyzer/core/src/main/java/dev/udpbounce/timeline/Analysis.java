package dev.udpbounce.timeline;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.LinkTypes;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.correlate.Counts;
import dev.udpbounce.correlate.DestinationRecord;
import dev.udpbounce.correlate.FastLane;
import dev.udpbounce.correlate.FirstPass;
import dev.udpbounce.correlate.Match;
import dev.udpbounce.correlate.Outcome;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.PacketHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run over one source of frames: decode, correlate, put in order, hand to the sinks. */
public final class Analysis {
    /**
     * What the user chose.
     *
     * @param expireNs how long a datagram waits for its error, in nanoseconds
     * @param memoryBytes bound of everything that waits or is remembered, in octets
     * @param follow which datagrams and flows become events
     * @param selection datagrams to follow, and by their quotes the errors; null for all
     * @param packetLimit frames to read at most; 0 for no limit
     * @param seed of the hashes; best unpredictable
     */
    public record Settings(
            long expireNs,
            long memoryBytes,
            Correlator.Follow follow,
            @Nullable Predicate<Datagram> selection,
            long packetLimit,
            long seed) {
        /** The same for frames that come as they happen: every datagram and error becomes an event at once. */
        public Settings atOnce() {
            return new Settings(expireNs, memoryBytes, Correlator.Follow.AT_ONCE, selection, packetLimit, seed);
        }

        /**
         * The same for a source that delivers the selected datagrams alone, and all errors: of these, those are followed
         * that quote a flow of which a datagram was seen.
         */
        public Settings selectedBySource() {
            return new Settings(expireNs, memoryBytes, follow, new SeenFlows(seed), packetLimit, seed);
        }
    }

    /** What sums are made of while it runs. */
    private record Run(Correlator correlator, PacketHandler handler, FrameSource source) {}

    /** Frames between two looks at what may be handed on. */
    private static final int RELEASE = 1024;

    private final Settings settings;
    private final Timeline timeline;
    private final Decoder decoder = new Decoder();
    private final Map<String, SortedMap<String, Long>> skipped = new TreeMap<>();
    private volatile boolean stopped;
    private volatile long packetsSoFar;
    private volatile long bytesSoFar;
    private volatile boolean summaryAsked;
    private @Nullable Run run;
    private long packets;
    private long bytes;
    private long firstNs;
    private long lastNs = Long.MIN_VALUE;

    public Analysis(Settings settings, List<? extends EventSink> sinks) {
        this(settings, sinks, null);
    }

    /** @param witness asked about every datagram and every error as they pass; null where there is none to ask */
    public Analysis(Settings settings, List<? extends EventSink> sinks, @Nullable Witness witness) {
        this.settings = settings;
        timeline = new Timeline(sinks, witness, settings.memoryBytes());
    }

    /** Reads {@code source} to its end in one pass. The source is not closed. */
    public Summary run(FrameSource source) throws IOException {
        return correlate(source, null, settings.packetLimit());
    }

    /**
     * Reads the same frames twice, which is faster where few datagrams bounce and answers the same: first the errors
     * are collected, then only their causes are looked for. The first pass is given up where errors turn out to be many.
     *
     * @param open opens the source anew, at the same first frame
     */
    public Summary runTwice(Supplier<? extends FrameSource> open) throws IOException {
        FirstPass firstPass = new FirstPass(settings.seed());
        long read = collect(open, firstPass);
        boolean cut = stopped;
        stopped = false;
        try (FrameSource source = open.get()) {
            long limit = cut ? Math.max(1, read) : settings.packetLimit();
            return correlate(source, firstPass.isDense(read) ? null : firstPass, limit);
        }
    }

    private long collect(Supplier<? extends FrameSource> open, FirstPass firstPass) {
        Decoder errors = Decoder.errorsOnly();
        FrameBatch batch = new FrameBatch();
        Frame frame = new Frame();
        PacketHandler handler = select(firstPass);
        long read = 0;
        try (FrameSource source = open.get()) {
            while (!stopped && source.nextBatch(batch, most(read, settings.packetLimit()))) {
                if (settings.selection() == null) {
                    firstPass.take(batch, errors);
                } else {
                    for (int i = 0; i < batch.size(); i++) {
                        batch.frame(i, frame);
                        firstPass.at(frame);
                        errors.decode(frame, handler);
                    }
                }
                read += batch.size();
                packetsSoFar = read;
                if (read == settings.packetLimit() || firstPass.isDense(read)) {
                    break;
                }
            }
        }
        firstPass.finish();
        return read;
    }

    /** Frames that the next batch may hold, after so many. */
    private static int most(long read, long limit) {
        return limit == 0 ? FrameBatch.CAPACITY : (int) Math.min(FrameBatch.CAPACITY, limit - read);
    }

    private PacketHandler select(PacketHandler next) {
        return settings.selection() == null ? next : new Selected(settings.selection(), next);
    }

    private Summary correlate(FrameSource source, @Nullable FirstPass firstPass, long limit) throws IOException {
        Correlator correlator = new Correlator(
                new Correlator.Settings(
                        settings.expireNs(), settings.memoryBytes(), settings.follow(), settings.seed()),
                timeline,
                firstPass,
                timeline.wantsOutcomes());
        PacketHandler handler = select(correlator);
        Run started = new Run(correlator, handler, source);
        run = started;
        try {
            read(source, correlator, handler, limit);
            correlator.finish();
            reportCaptures(source.reports());
            timeline.releaseAll();
            Summary summary = summary(started);
            timeline.end(summary);
            return summary;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void read(FrameSource source, Correlator correlator, PacketHandler handler, long limit) throws IOException {
        boolean all = settings.selection() == null && settings.follow() == Correlator.Follow.BOUNCED;
        FastLane lane = all ? new FastLane(correlator, decoder) : null;
        FrameBatch batch = new FrameBatch();
        Frame frame = new Frame();
        long released = 0;
        while (source.nextBatch(batch, most(packets, limit))) {
            count(batch);
            if (!Decoder.supports(batch.origin().linkType())) {
                skip(batch);
                correlator.at(batch);
            } else if (lane != null) {
                lane.take(batch);
            } else {
                for (int i = 0; i < batch.size(); i++) {
                    batch.frame(i, frame);
                    correlator.at(frame);
                    decoder.decode(frame, handler);
                }
            }
            if (packets - released >= RELEASE) {
                released = packets;
                timeline.release(correlator.oldestNs());
            }
            if (packets == limit || stopped) {
                break;
            }
        }
    }

    private void count(FrameBatch batch) throws IOException {
        long[] timesNs = batch.timesNs();
        int[] captured = batch.capturedLengths();
        if (packets == 0) {
            timeline.begin(timesNs[0]);
            firstNs = timesNs[0];
        }
        for (int i = 0; i < batch.size(); i++) {
            bytes += captured[i];
            lastNs = Math.max(lastNs, timesNs[i]);
        }
        packets += batch.size();
        packetsSoFar = packets;
        bytesSoFar = bytes;
    }

    private void skip(FrameBatch batch) {
        Origin origin = batch.origin();
        String name = origin.file() == null ? origin.interfaceName() : origin.file();
        skipped.computeIfAbsent(name == null ? "" : name, input -> new TreeMap<>())
                .merge(LinkTypes.name(origin.linkType()), (long) batch.size(), Long::sum);
    }

    private void reportCaptures(List<CaptureReport> reports) {
        for (CaptureReport report : reports) {
            SortedMap<String, Long> others = skipped.getOrDefault(report.name(), Collections.emptySortedMap());
            timeline.add(new Event.CaptureSummary(report, others, packets == 0 ? 0 : lastNs));
        }
    }

    private Summary summary(Run of) {
        Correlator correlator = of.correlator();
        PacketHandler handler = of.handler();
        List<CaptureReport> reports = of.source().reports();
        Counts counts = correlator.counts();
        Selected selected = handler instanceof Selected wrapper ? wrapper : null;
        return new Summary(
                firstNs,
                packets == 0 ? 0 : lastNs,
                packets,
                bytes,
                counts.sends(),
                counts.sightings(),
                decoder.counts().fragments(),
                timeline.errors(),
                decoder.counts().icmpErrorsOther(),
                timeline.matches(Match.EXACT),
                timeline.matches(Match.TUPLE),
                timeline.matches(Match.AMBIGUOUS),
                timeline.matches(Match.ORPHAN),
                timeline.duplicates(),
                selected == null ? 0 : selected.otherErrors(),
                selected == null ? 0 : selected.otherSends(),
                counts.expired(),
                counts.evicted(),
                outcomes(counts),
                timeline.verdicts(),
                decoder.counts().malformed(),
                dropped(reports),
                timeline.late(),
                destinations(correlator),
                correlator.errorsElsewhere(),
                correlator.commentsForgotten(),
                decoder.counts().fragmentedForgotten());
    }

    /** Those with most bounces first, and of as many those that became known first. */
    private static List<DestinationRecord> destinations(Correlator correlator) {
        List<DestinationRecord> destinations = correlator.destinations();
        destinations.sort((a, b) -> Long.compare(b.bounced(), a.bounced()));
        return destinations;
    }

    private Map<Outcome, Long> outcomes(Counts counts) {
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        outcomes.put(Outcome.BOUNCED, counts.bounced());
        outcomes.put(Outcome.SUPPRESSED, counts.suppressed());
        if (timeline.wantsOutcomes()) {
            outcomes.put(Outcome.ANSWERED, counts.answered());
            outcomes.put(Outcome.NO_ERROR_SEEN, counts.noErrorSeen());
        }
        return outcomes;
    }

    private static long dropped(List<CaptureReport> reports) {
        long dropped = -1;
        for (CaptureReport report : reports) {
            if (report.droppedByKernel() >= 0) {
                dropped = Math.max(0, dropped) + report.droppedByKernel();
            }
        }
        return dropped;
    }

    /** Wants a summary of what has been read so far, which {@link #askedSummary} then returns. For any thread. */
    public void askSummary() {
        summaryAsked = true;
    }

    /**
     * The summary so far, once for every {@link #askSummary}, otherwise null. For the thread of the run: a source that
     * waits for frames calls this meanwhile.
     */
    public @Nullable Summary askedSummary() {
        if (!summaryAsked || run == null) {
            return null;
        }
        summaryAsked = false;
        return summary(run);
    }

    /**
     * What has been counted of the datagrams so far, at less cost than a summary; null before the run. For the thread of
     * the run, like {@link #askedSummary}.
     */
    public @Nullable Counts countsSoFar() {
        return run == null ? null : run.correlator().counts();
    }

    /** Ends the run at the next frame, as if the source had ended there. May be called by any thread. */
    public void stop() {
        stopped = true;
    }

    /** Frames read so far, for a progress display. May be called by any thread; may lag. */
    public long packetsSoFar() {
        return packetsSoFar;
    }

    /** Octets of these. */
    public long bytesSoFar() {
        return bytesSoFar;
    }
}
