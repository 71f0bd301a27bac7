package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.FirstLook;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;

/**
 * The first of two passes over the same frames: notes what the errors quote, so that the second pass can leave out the
 * datagrams that none of them is about. Wants the errors alone.
 */
public final class FirstPass implements PacketHandler {
    private static final int LINUX_SLL = 113;
    private static final int LINUX_SLL2 = 276;

    private static final int DENSE_FROM = 1 << 16;
    private static final int DENSE_PART = 4;

    private final FlowHash hash;
    private final Interest interest;
    private final FirstLook firstLook = new FirstLook();
    private final Frame frame = new Frame();
    private int origin = -1;
    private boolean severalVantages;
    private long errors;
    private long endNs = Long.MIN_VALUE;

    /** @param seed of the hashes; the second pass takes them over */
    public FirstPass(long seed) {
        hash = new FlowHash(seed);
        interest = new Interest(hash);
    }

    /** Announces the frame that what follows was found in. */
    public void at(Frame next) {
        endNs = Math.max(endNs, next.timeNs());
        Origin nextOrigin = next.origin();
        if (nextOrigin.id() != origin) {
            int linkType = nextOrigin.linkType();
            severalVantages |= origin >= 0 || linkType == LINUX_SLL || linkType == LINUX_SLL2;
            origin = nextOrigin.id();
        }
    }

    /** Notes the errors of a batch. */
    public void take(FrameBatch batch, Decoder errors) {
        batch.frame(0, frame);
        at(frame);
        long[] timesNs = batch.timesNs();
        for (int i = 0; i < batch.size(); i++) {
            endNs = Math.max(endNs, timesNs[i]);
        }
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
        interest.note(error);
    }

    /** Whether so many of the frames read are errors that a second pass would leave out too little. */
    public boolean isDense(long read) {
        return read >= DENSE_FROM && errors > read / DENSE_PART;
    }

    /** All frames were seen. */
    public void finish() {
        interest.seal();
    }

    FlowHash hash() {
        return hash;
    }

    Interest interest() {
        return interest;
    }

    /** Latest time of a frame. */
    long endNs() {
        return endNs;
    }

    /** Whether datagrams may be left out: not where one may be seen at several places, and must be known again. */
    boolean isSelective() {
        return !severalVantages;
    }
}
