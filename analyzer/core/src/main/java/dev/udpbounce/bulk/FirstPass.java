// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The first of two passes over the same frames. It records the quotes of the errors, so that the second pass can skip
 * the datagrams that no error can be about. It ignores datagrams.
 */
public final class FirstPass implements PacketHandler {
    private static final int DENSE_FROM = 1 << 16;
    private static final int DENSE_PART = 4;

    private final FlowHash hash;
    private final QuotedFlows quoted;
    private final FirstLook firstLook = new FirstLook();
    private final Frame frame = new Frame();
    private int vantage = -1;
    private @Nullable String file;
    private boolean severalVantages;
    private boolean severalInOneCapture;
    private boolean allTimed = true;
    private boolean inOrder = true;
    private long errors;
    private long endNs = Long.MIN_VALUE;

    /** @param seed seed of the hashes; the second pass uses the same */
    public FirstPass(long seed) {
        hash = new FlowHash(seed);
        quoted = new QuotedFlows(hash);
    }

    /** Sets the frame of the packets that follow. */
    public void at(Frame next) {
        reach(next.timeNs());
        allTimed &= next.hasTime();
        Origin nextOrigin = next.origin();
        if (nextOrigin.vantage() != vantage) {
            boolean isCooked = Decoder.isCooked(nextOrigin.linkType());
            severalVantages |= vantage >= 0 || isCooked;
            severalInOneCapture |= isCooked || (vantage >= 0 && Objects.equals(file, nextOrigin.file()));
            vantage = nextOrigin.vantage();
            file = nextOrigin.file();
        }
    }

    private void reach(long timeNs) {
        inOrder &= timeNs >= endNs;
        endNs = Math.max(endNs, timeNs);
    }

    /** Passes over a batch: records only where and when it was captured. */
    public void pass(FrameBatch batch) {
        batch.frame(0, frame);
        at(frame);
        long[] timesNs = batch.timesNs();
        for (int i = 0; i < batch.size(); i++) {
            reach(timesNs[i]);
        }
    }

    /** Records the errors of a batch. */
    public void take(FrameBatch batch, Decoder errors) {
        pass(batch);
        firstLook.look(batch);
        byte[] kinds = firstLook.kinds();
        for (int i = 0; i < batch.size(); i++) {
            if (kinds[i] == FirstLook.OTHER) {
                batch.frame(i, frame);
                errors.decode(frame, this);
            }
        }
    }

    @Override
    public void onDatagram(Datagram datagram) {}

    @Override
    public void onIcmpError(IcmpError error) {
        errors++;
        quoted.note(error);
    }

    /** Returns whether so many of the frames read are errors that a second pass would skip too few datagrams. */
    public boolean isDense(long read) {
        return read >= DENSE_FROM && errors > read / DENSE_PART;
    }

    /** Writes what the pass has recorded, before {@link #finish}: at most 10 MiB, in octets that {@link #merge} reads. */
    public void write(DataOutput out) throws IOException {
        out.writeLong(endNs);
        out.writeLong(errors);
        out.writeBoolean(allTimed);
        out.writeBoolean(severalVantages);
        out.writeBoolean(severalInOneCapture);
        quoted.write(out);
    }

    /**
     * Adds what a pass with the same seed over other frames has written, before {@link #finish}. Whether the frames of the
     * two are of one vantage is not known here; see {@link #seeSeveralVantages}.
     */
    public void merge(DataInput in) throws IOException {
        endNs = Math.max(endNs, in.readLong());
        errors += in.readLong();
        allTimed &= in.readBoolean();
        severalVantages |= in.readBoolean();
        severalInOneCapture |= in.readBoolean();
        inOrder = false;
        quoted.merge(in);
    }

    /** Records that the frames are of several vantages, so that no datagram may be left out. */
    public void seeSeveralVantages() {
        severalVantages = true;
    }

    /** Ends the pass. */
    public void finish() {
        quoted.seal();
    }

    FlowHash hash() {
        return hash;
    }

    QuotedFlows quoted() {
        return quoted;
    }

    /** Latest timestamp of a frame. */
    long endNs() {
        return endNs;
    }

    /** Whether a datagram may be seen at several places. */
    boolean hasSeveralVantages() {
        return severalVantages;
    }

    /** Whether one capture may show a datagram on both sides of a translator of addresses. */
    boolean hasSeveralInOneCapture() {
        return severalInOneCapture;
    }

    /** Whether the frames are known to be in the order of their times; not known of merged passes. */
    public boolean isInOrder() {
        return inOrder;
    }

    /**
     * Whether datagrams may be left out: not where one may be seen at several places, and must be known again, nor where one
     * without a time expires by those behind it.
     */
    public boolean isSelective() {
        return !severalVantages && allTimed;
    }
}
