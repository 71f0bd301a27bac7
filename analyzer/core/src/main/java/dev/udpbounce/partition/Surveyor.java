// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

import dev.udpbounce.bulk.FirstPass;
import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Damage;
import dev.udpbounce.capture.FileSpan;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.Input;
import dev.udpbounce.capture.LinkTypes;
import dev.udpbounce.capture.UnreadableException;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Reads one capture for its errors, and for what only a reading of the whole run would know otherwise. */
public final class Surveyor {
    private final PartitionSettings settings;
    private final FirstPass pass;
    private final PacketHandler errors;
    private final Decoder decoder = Decoder.errorsOnly();
    private final Frame frame = new Frame();
    private final RunTotals totals = new RunTotals();
    private final SortedMap<String, Long> skipped = new TreeMap<>();
    private final List<Long> placesNs = new ArrayList<>();
    private long packets;
    private long bytes;
    private long untimed;
    private long beginNs = Long.MIN_VALUE;
    private long orderNs = Long.MIN_VALUE;
    private boolean hasTimes;
    private long firstNs;
    private long firstOrderNs;
    private long lastNs = Long.MIN_VALUE;

    private Surveyor(PartitionSettings settings) {
        this.settings = settings;
        pass = new FirstPass(settings.seed());
        Predicate<Datagram> selected = settings.selected();
        errors = selected == null ? pass : new SelectedErrors(selected, pass);
    }

    /**
     * Reads a capture to its end.
     *
     * @param input the only input of its {@link dev.udpbounce.capture.Inputs}
     * @param frames its frames
     */
    public static FileSurvey survey(Input input, FrameSource frames, PartitionSettings settings) {
        return new Surveyor(settings).read(input, frames);
    }

    /** Returns what is known of a capture that is refused. */
    public static FileSurvey refused(UnreadableException refusal, PartitionSettings settings) {
        Damage damage = new Damage(refusal.file(), 0, 0, String.valueOf(refusal.getMessage()), true);
        CaptureReport report = new CaptureReport(
                refusal.file(), false, "unknown", List.of(), 6, 0, 0, 0, -1, -1, List.of(damage), List.of());
        FileSpan nothing = new FileSpan(Long.MIN_VALUE, Long.MIN_VALUE, List.of(), List.of(), List.of());
        return new FileSurvey(
                report, new TreeMap<>(), nothing, false, 0, 0, 0, new RunTotals(), new FirstPass(settings.seed()));
    }

    private FileSurvey read(Input input, FrameSource frames) {
        FrameBatch batch = new FrameBatch();
        while (frames.nextBatch(batch, FrameBatch.CAPACITY)) {
            take(batch);
        }
        CaptureReport report = frames.reports().get(0);
        totals.add(Figure.PACKETS, packets);
        totals.add(Figure.BYTES, bytes);
        totals.add(Figure.UNTIMED, untimed);
        totals.add(decoder.counts());
        totals.add(report);
        return new FileSurvey(
                report,
                skipped,
                input.span(beginNs, orderNs, placesNs),
                hasTimes,
                firstNs,
                firstOrderNs,
                lastNs,
                totals,
                pass);
    }

    private void take(FrameBatch batch) {
        long[] timesNs = batch.timesNs();
        if (orderNs == Long.MIN_VALUE) {
            beginNs = timesNs[0];
        }
        if (batch.origin().id() == placesNs.size()) {
            placesNs.add(orderNs);
        }
        boolean all = true;
        for (int i = 0; i < batch.size(); i++) {
            all &= isWanted(timesNs[i]);
        }
        boolean decoded = Decoder.supports(batch.origin().linkType());
        if (all && decoded && settings.filter().isEmpty()) {
            pass.take(batch, decoder);
            for (int i = 0; i < batch.size(); i++) {
                count(batch, i);
            }
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            orderNs = Math.max(orderNs, timesNs[i]);
            if (isWanted(timesNs[i])) {
                one(batch, i, decoded);
            }
        }
    }

    private void one(FrameBatch batch, int index, boolean decoded) {
        count(batch, index);
        batch.frame(index, frame);
        pass.at(frame);
        if (decoded) {
            decoder.decode(frame, errors);
        } else {
            skipped.merge(LinkTypes.name(batch.origin().linkType()), 1L, Long::sum);
        }
    }

    private boolean isWanted(long timeNs) {
        return settings.firstNs() <= timeNs && timeNs <= settings.lastNs();
    }

    private void count(FrameBatch batch, int index) {
        long timeNs = batch.timesNs()[index];
        orderNs = Math.max(orderNs, timeNs);
        packets++;
        bytes += batch.capturedLengths()[index];
        if (!batch.hasTimes()) {
            untimed++;
            return;
        }
        if (!hasTimes) {
            hasTimes = true;
            firstNs = timeNs;
            firstOrderNs = orderNs;
        }
        lastNs = Math.max(lastNs, timeNs);
    }

    /** Passes on the errors that are selected. */
    private record SelectedErrors(Predicate<Datagram> selected, PacketHandler next) implements PacketHandler {
        @Override
        public void onDatagram(Datagram datagram) {
            // A first pass ignores datagrams.
        }

        @Override
        public void onIcmpError(IcmpError error) {
            if (selected.test(error.quote())) {
                next.onIcmpError(error);
            }
        }
    }
}
