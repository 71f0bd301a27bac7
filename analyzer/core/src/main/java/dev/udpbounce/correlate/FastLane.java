package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.FirstLook;

/**
 * Takes whole batches of frames to a correlator. Each step is a loop over columns that does one thing for all frames
 * of the batch, so that the many that need no more than that cost little: what holds nothing is left out by a look at
 * its headers, and what no error can be about is left out by its hashes. All others go the usual way, in their order.
 */
public final class FastLane {
    private final Correlator correlator;
    private final Decoder decoder;
    private final FirstLook firstLook = new FirstLook();
    private final FlowColumns columns;
    private final int[] left = new int[FrameBatch.CAPACITY];
    private final Frame frame = new Frame();

    /** @param decoder of the frames that are not plain */
    public FastLane(Correlator correlator, Decoder decoder) {
        this.correlator = correlator;
        this.decoder = decoder;
        columns = new FlowColumns(correlator.hash());
    }

    /** Correlates what the frames hold. */
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
                decoder.decode(frame, correlator);
                from = i + 1;
            }
        }
        takePlain(batch, from, size);
    }

    /** Takes frames that are not {@link FirstLook#OTHER}. */
    private void takePlain(FrameBatch batch, int from, int to) {
        byte[] kinds = firstLook.kinds();
        int count = leaveOut(batch, from, to);
        for (int i = 0; i < count; i++) {
            int index = left[i];
            batch.frame(index, frame);
            correlator.at(frame);
            correlator.take(
                    decoder.plain(frame, kinds[index]),
                    columns.sources[index],
                    columns.destinations[index],
                    columns.flows[index]);
        }
        correlator.at(batch.timesNs(), from, to);
    }

    /** Counts the datagrams that no error can be about, leaves the others, and returns their number. */
    private int leaveOut(FrameBatch batch, int from, int to) {
        byte[] kinds = firstLook.kinds();
        long[] timesNs = batch.timesNs();
        int count = 0;
        for (int i = from; i < to; i++) {
            boolean leaves = kinds[i] == FirstLook.NOTHING
                    || correlator.leavesOut(columns.flows[i], columns.sources[i], columns.destinations[i], timesNs[i]);
            left[count] = i;
            count += leaves ? 0 : 1;
        }
        return count;
    }
}
