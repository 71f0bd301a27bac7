// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.decode.PlainHeader;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The second of two passes over one part of a run, such as a file: keeps the frames that the {@link Homes} need, and
 * counts the datagrams that no error can be about.
 */
public final class Thinning {
    /** Receives what is kept. */
    public interface Sink {
        /**
         * Receives a frame that a home needs; it is lent. A frame with several packets may be needed by several homes.
         *
         * @param orderNs place of the frame in the order of merging: the latest time so far, nanoseconds
         * @param octets how many of its octets are needed, from the first on
         */
        void keep(Frame frame, long orderNs, int home, int octets);

        /**
         * Receives what other parts need of a flow whose datagrams are not kept.
         *
         * @param round 0 or a higher number, never less than before; of the segments of one flow, that of the lower round
         *     is the earlier one
         */
        void segment(int home, int round, AnswerSegment segment);
    }

    private static final int MOST_HOMES = 16;

    private final Homes homes;
    private final long endNs;
    private final long expireNs;
    private final @Nullable Predicate<Datagram> selected;
    private final long fromNs;
    private final long toNs;
    private final Sink sink;
    private final AnswerRuns answers;
    private final FirstLook firstLook = new FirstLook();
    private final FlowColumns columns;
    private final Frame frame = new Frame();
    private final PacketHandler packets = new Packets();
    private int[] wanted = new int[MOST_HOMES];
    private int wantedCount;
    private long orderNs = Long.MIN_VALUE;
    private long leftOut;
    private long expired;
    private long otherSends;
    private long otherErrors;

    /**
     * @param first finished first pass over all parts
     * @param homes its homes
     * @param expireNs how long a datagram waits for its error, nanoseconds
     * @param selected whether a datagram, or an error that quotes it, is to be correlated; null for all
     * @param fromNs time of the first frame that is not passed over, nanoseconds since the Unix epoch
     * @param toNs time of the last one
     */
    public Thinning(
            FirstPass first,
            Homes homes,
            long expireNs,
            @Nullable Predicate<Datagram> selected,
            long fromNs,
            long toNs,
            Sink sink) {
        this.homes = homes;
        endNs = first.endNs();
        this.expireNs = expireNs;
        this.selected = selected;
        this.fromNs = fromNs;
        this.toNs = toNs;
        this.sink = sink;
        columns = new FlowColumns(homes.hash());
        answers = new AnswerRuns((round, segment) -> sink.segment(homes.of(segment.flow()), round, segment));
    }

    /** Takes the next frames of the part. */
    public void take(FrameBatch batch, Decoder decoder) {
        firstLook.look(batch);
        byte[] kinds = firstLook.kinds();
        long[] timesNs = batch.timesNs();
        if (selected == null) {
            columns.fill(batch, kinds);
        }
        for (int i = 0; i < batch.size(); i++) {
            orderNs = Math.max(orderNs, timesNs[i]);
            if (kinds[i] == FirstLook.NOTHING || timesNs[i] < fromNs || timesNs[i] > toNs) {
                continue;
            }
            if (kinds[i] == FirstLook.OTHER || selected != null) {
                batch.frame(i, frame);
                decoder.decode(frame, packets);
            } else {
                plain(batch, i);
            }
            int octets = needed(batch, i, kinds[i]);
            for (int home = 0; home < wantedCount; home++) {
                batch.frame(i, frame);
                sink.keep(frame, orderNs, wanted[home], octets);
            }
            wantedCount = 0;
        }
    }

    /** Passes over frames that are not decoded. */
    public void pass(FrameBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            orderNs = Math.max(orderNs, batch.timesNs()[i]);
        }
    }

    /** Ends the part. */
    public void finish() {
        answers.flush();
    }

    private void plain(FrameBatch batch, int index) {
        long source = columns.sources[index];
        long destination = columns.destinations[index];
        long flow = columns.flows[index];
        int owner = homes.owner(source, destination, flow);
        if (owner == Homes.NONE) {
            leaveOut(flow, source, destination, batch.timesNs()[index]);
        } else {
            want(owner);
            want(homes.ofSource(source));
        }
    }

    private void leaveOut(long flow, long source, long destination, long timeNs) {
        leftOut++;
        answers.add(flow, FlowHash.direction(source, destination));
        if (endNs - timeNs >= expireNs) {
            expired++;
        }
    }

    private void want(int home) {
        for (int i = 0; i < wantedCount; i++) {
            if (wanted[i] == home) {
                return;
            }
        }
        if (home != Homes.NONE) {
            if (wantedCount == wanted.length) {
                wanted = Arrays.copyOf(wanted, 2 * wantedCount);
            }
            wanted[wantedCount++] = home;
        }
    }

    /** Of a plain datagram, no more of the payload than is compared with a quote. */
    private static int needed(FrameBatch batch, int index, byte kind) {
        int headers =
                switch (kind) {
                    case FirstLook.PLAIN4 -> PlainHeader.LENGTH4;
                    case FirstLook.PLAIN6 -> PlainHeader.LENGTH6;
                    default -> Integer.MAX_VALUE - FlowHash.DIGEST_OCTETS;
                };
        return Math.min(batch.capturedLengths()[index], headers + FlowHash.DIGEST_OCTETS);
    }

    /** Datagrams that are not kept. */
    public long leftOut() {
        return leftOut;
    }

    /** Those of them that waited for an error until the expiry time. */
    public long expired() {
        return expired;
    }

    /** Those of them that were answered by another of them in this part, see {@link AnswerSegment}. */
    public long answered() {
        return answers.answered();
    }

    /** Datagrams that are not selected. */
    public long otherSends() {
        return otherSends;
    }

    /** Errors that are not selected. */
    public long otherErrors() {
        return otherErrors;
    }

    private final class Packets implements PacketHandler {
        @Override
        public void onDatagram(Datagram datagram) {
            long source = homes.hash().source(datagram);
            if (selected != null && !selected.test(datagram)) {
                otherSends++;
                want(homes.ofSource(source));
                return;
            }
            long destination = homes.hash().destination(datagram);
            long flow = homes.hash().flow(source, destination);
            int owner = homes.owner(source, destination, flow);
            if (owner == Homes.NONE) {
                leaveOut(flow, source, destination, frame.timeNs());
            } else {
                want(owner);
                want(homes.ofSource(source));
            }
        }

        @Override
        public void onIcmpError(IcmpError error) {
            if (selected != null && !selected.test(error.quote())) {
                otherErrors++;
            } else {
                want(homes.ofErrorAbout(error.quote()));
            }
        }
    }
}
