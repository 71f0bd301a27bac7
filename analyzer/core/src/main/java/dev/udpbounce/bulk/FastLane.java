// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.Loopback;
import dev.udpbounce.decode.PacketHandler;
import org.jspecify.annotations.Nullable;

/**
 * Passes whole batches of frames to a correlator. Each step is a loop over columns that performs one operation for all
 * frames, so that frames which need no more are cheap: empty frames are skipped by their headers, and datagrams that no
 * error can be about are skipped by their hashes. All others are decoded and correlated in order.
 */
public final class FastLane {
    private final Correlator correlator;
    private final @Nullable SecondPass secondPass;
    private final PacketHandler handler;
    private final Decoder decoder;
    private final FirstLook firstLook = new FirstLook();
    private final FlowColumns columns;
    private final int[] left = new int[FrameBatch.CAPACITY];
    private final Frame frame = new Frame();

    /**
     * @param secondPass the second pass, using this correlator; null for one pass
     * @param decoder decodes the frames
     */
    public FastLane(Correlator correlator, @Nullable SecondPass secondPass, Decoder decoder) {
        this.correlator = correlator;
        this.secondPass = secondPass;
        handler = secondPass == null ? correlator : secondPass;
        this.decoder = decoder;
        columns = new FlowColumns(correlator.hash());
    }

    /** Correlates the packets in the frames. */
    public void take(FrameBatch batch) {
        firstLook.look(batch);
        columns.fill(batch, firstLook.kinds());
        byte[] kinds = firstLook.kinds();
        int size = batch.size();
        int from = 0;
        for (int i = 0; i < size; i++) {
            if (kinds[i] == FirstLook.OTHER) {
                takePlain(batch, from, i);
                batch.frame(i, frame);
                correlator.at(frame);
                decoder.decode(frame, handler);
                from = i + 1;
            }
        }
        takePlain(batch, from, size);
    }

    /** Correlates the plain datagrams of frames that are not {@link FirstLook#OTHER}. */
    private void takePlain(FrameBatch batch, int from, int to) {
        byte[] kinds = firstLook.kinds();
        int count = leaveOut(batch, from, to);
        long[] timesNs = batch.timesNs();
        SecondPass second = secondPass;
        if (second != null && (!second.isCounting() || Loopback.is(batch.origin()))) {
            second = null;
        }
        if (second != null) {
            correlator.prefetch(left, count, columns.sources, columns.destinations, columns.flows);
        }
        for (int i = 0; i < count; i++) {
            int index = left[i];
            long source = columns.sources[index];
            long destination = columns.destinations[index];
            long flow = columns.flows[index];
            boolean counted = second != null
                    && !columns.toThemselves[index]
                    && second.counts(flow, source, destination, columns.lengths[index], timesNs[index]);
            if (!counted) {
                batch.frame(index, frame);
                correlator.at(frame);
                correlator.onDatagram(
                        kinds[index] == FirstLook.PLAIN4 ? decoder.plain4(frame) : decoder.plain6(frame),
                        source,
                        destination,
                        flow);
            }
        }
        correlator.at(batch, from, to);
    }

    /**
     * Skips the datagrams that no error can be about, counting them. Stores the indices of the others in {@link #left}
     * and returns their number.
     */
    private int leaveOut(FrameBatch batch, int from, int to) {
        byte[] kinds = firstLook.kinds();
        int plain = 0;
        for (int i = from; i < to; i++) {
            left[plain] = i;
            plain += kinds[i] == FirstLook.NOTHING ? 0 : 1;
        }
        return secondPass == null || !secondPass.isSelective() ? plain : leaveOut(secondPass, batch.timesNs(), plain);
    }

    private int leaveOut(SecondPass second, long[] timesNs, int plain) {
        second.cover(columns, left, plain);
        int count = 0;
        for (int i = 0; i < plain; i++) {
            int index = left[i];
            if (columns.covered[index]) {
                left[count++] = index;
            } else {
                second.leaveOut(
                        columns.flows[index], columns.sources[index], columns.destinations[index], timesNs[index]);
            }
        }
        return count;
    }
}
