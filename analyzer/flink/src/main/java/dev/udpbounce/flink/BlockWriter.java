// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.bulk.AnswerSegment;
import dev.udpbounce.bulk.Thinning;
import dev.udpbounce.capture.Frame;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.util.Collector;

/**
 * Packs what is kept of one file into blocks, one open for each home, of {@value #FULL} octets or little more. A frame:
 *
 * <pre>
 *  place in the order of merging, ns (8) | time, ns (8) | number (8) | octets on the wire (8) | origin (4)
 *  flags (1) | comment length (4) and comment, if flagged | octets present (4) | octets
 * </pre>
 *
 * A segment has the components of {@link AnswerSegment} in their order.
 */
final class BlockWriter implements Thinning.Sink {
    static final int NO_TIME = 1;
    static final int COMMENTED = 2;

    private static final int FULL = 1 << 15;
    /** Octets of all open blocks together. */
    private static final int MOST = 1 << 25;

    private final int file;
    private final Collector<Block> out;
    private final Map<Integer, Open> frames = new HashMap<>();
    private final Map<Integer, Open> segments = new HashMap<>();
    private long size;

    /** A block that is not full. */
    private static final class Open {
        private final ByteArray octets = new ByteArray();
        private final DataOutputStream data = new DataOutputStream(octets);
        private long orderNs;
    }

    BlockWriter(int file, Collector<Block> out) {
        this.file = file;
        this.out = out;
    }

    @Override
    public void keep(Frame frame, long orderNs, int home, int octets) {
        Open open = frames.computeIfAbsent(home, unused -> new Open());
        int before = open.octets.size();
        if (before == 0) {
            open.orderNs = orderNs;
        }
        try {
            write(frame, orderNs, octets, open);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        wrote(home, open, before, false);
    }

    private static void write(Frame frame, long orderNs, int octets, Open open) throws IOException {
        DataOutputStream data = open.data;
        String comment = frame.comment();
        data.writeLong(orderNs);
        data.writeLong(frame.timeNs());
        data.writeLong(frame.number());
        data.writeLong(frame.wireLength());
        data.writeInt(frame.origin().id());
        data.writeByte((frame.hasTime() ? 0 : NO_TIME) | (comment == null ? 0 : COMMENTED));
        if (comment != null) {
            byte[] text = comment.getBytes(StandardCharsets.UTF_8);
            data.writeInt(text.length);
            data.write(text);
        }
        data.writeInt(octets);
        open.octets.write(frame.octets(), frame.offset(), octets);
    }

    @Override
    public void segment(int home, AnswerSegment segment) {
        Open open = segments.computeIfAbsent(home, unused -> new Open());
        int before = open.octets.size();
        if (before == 0) {
            open.orderNs = segment.orderNs();
        }
        try {
            open.data.writeLong(segment.flow());
            open.data.writeLong(segment.orderNs());
            open.data.writeLong(segment.number());
            open.data.writeByte(segment.first());
            open.data.writeByte(segment.last());
            open.data.writeBoolean(segment.changed());
            open.data.writeLong(segment.run());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        wrote(home, open, before, true);
    }

    private void wrote(int home, Open open, int before, boolean isSegment) {
        size += open.octets.size() - before;
        if (open.octets.size() >= FULL) {
            flush(home, open, isSegment);
        } else if (size > MOST) {
            flush();
        }
    }

    /** Sends what is left. */
    void flush() {
        frames.forEach((home, open) -> flush(home, open, false));
        segments.forEach((home, open) -> flush(home, open, true));
    }

    private void flush(int home, Open open, boolean isSegment) {
        if (open.octets.size() == 0) {
            return;
        }
        Block block = new Block();
        block.home = home;
        block.orderNs = open.orderNs;
        block.file = file;
        block.segments = isSegment;
        block.octets = open.octets.toByteArray();
        size -= open.octets.size();
        open.octets.reset();
        out.collect(block);
    }
}
