// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.bulk.AnswerSegment;
import dev.udpbounce.bulk.Thinning;
import dev.udpbounce.capture.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.util.Collector;

/**
 * Packs what is kept of one file into blocks, one open for each home, of {@value #FULL} octets or little more. A frame:
 *
 * <pre>
 *  flags (1) | place in the order of merging, ns (8) | number (8) | origin (4) | octets present (4)
 *  time, ns (8), if flagged | octets on the wire (8), if flagged | comment length (4) and comment, if flagged | octets
 * </pre>
 *
 * A segment:
 *
 * <pre>
 *  7       3 2         1        0
 *  +--------+---------+------+-------+
 *  | run, 5 | changed | last | first | hash of the flow (8) | run (8), if {@value #LONG_RUN} above
 *  +--------+---------+------+-------+
 * </pre>
 */
final class BlockWriter implements Thinning.Sink {
    static final int NO_TIME = 1;
    static final int COMMENTED = 2;
    /** The time is not the place in the order of merging. */
    static final int LATE = 4;
    /** Not all octets are present. */
    static final int CUT = 8;

    static final int LONG_RUN = 31;
    static final int RUN_SHIFT = 3;
    static final int CHANGED = 4;

    private static final int FULL = 1 << 15;
    /** Octets of all open blocks together. */
    private static final int MOST = 1 << 25;
    /** Octets of a frame at most, without its comment and its own. */
    private static final int FRAME_HEADER = 1 + 5 * Long.BYTES + Integer.BYTES;

    private static final int SEGMENT = 1 + 2 * Long.BYTES;
    private static final byte[] NONE = {};

    private final int file;
    /** Precedes the rounds of this file's segments in the order of blocks. */
    private final long place;

    private final Collector<Block> out;
    private final Opened frames = new Opened();
    private final Opened segments = new Opened();
    private int round;
    private long size;

    /** A block that is not full. */
    private static final class Open {
        private ByteBuffer octets = ByteBuffer.allocate(1 << 10);
        private long orderNs;

        /** Returns the buffer, at its end, with room for more. */
        ByteBuffer room(int more) {
            if (octets.remaining() < more) {
                int capacity = Math.max(octets.position() + more, 2 * octets.capacity());
                octets =
                        ByteBuffer.wrap(Arrays.copyOf(octets.array(), capacity)).position(octets.position());
            }
            return octets;
        }
    }

    /** The open blocks of one kind by home. */
    private static final class Opened {
        private Open[] homes = {};

        Open of(int home) {
            if (home >= homes.length) {
                int before = homes.length;
                homes = Arrays.copyOf(homes, Integer.highestOneBit(home) * 2 + 1);
                for (int i = before; i < homes.length; i++) {
                    homes[i] = new Open();
                }
            }
            return homes[home];
        }
    }

    /**
     * @param file index of the file
     * @param place its place among all files
     */
    BlockWriter(int file, int place, Collector<Block> out) {
        this.file = file;
        this.place = (long) place << Integer.SIZE;
        this.out = out;
    }

    @Override
    public void keep(Frame frame, long orderNs, int home, int length) {
        Open open = frames.of(home);
        int before = open.octets.position();
        if (before == 0) {
            open.orderNs = orderNs;
        }
        String comment = frame.comment();
        byte[] text = comment == null ? NONE : comment.getBytes(StandardCharsets.UTF_8);
        int flags = (frame.hasTime() ? 0 : NO_TIME)
                | (comment == null ? 0 : COMMENTED)
                | (frame.timeNs() == orderNs ? 0 : LATE)
                | (frame.wireLength() == length ? 0 : CUT);
        ByteBuffer octets = open.room(FRAME_HEADER + text.length + length);
        octets.put((byte) flags);
        octets.putLong(orderNs);
        octets.putLong(frame.number());
        octets.putInt(frame.origin().id());
        octets.putInt(length);
        if ((flags & LATE) != 0) {
            octets.putLong(frame.timeNs());
        }
        if ((flags & CUT) != 0) {
            octets.putLong(frame.wireLength());
        }
        if (comment != null) {
            octets.putInt(text.length).put(text);
        }
        octets.put(octets.position(), frame.octets(), frame.offset(), length);
        octets.position(octets.position() + length);
        wrote(home, open, before, false);
    }

    @Override
    public void segment(int home, int its, AnswerSegment segment) {
        if (its != round) {
            flush(segments, true);
            round = its;
        }
        Open open = segments.of(home);
        open.orderNs = place + round;
        int before = open.octets.position();
        ByteBuffer octets = open.room(SEGMENT);
        int run = (int) Math.min(LONG_RUN, segment.run());
        octets.put(
                (byte) (run << RUN_SHIFT | (segment.changed() ? CHANGED : 0) | segment.last() << 1 | segment.first()));
        octets.putLong(segment.flow());
        if (run == LONG_RUN) {
            octets.putLong(segment.run());
        }
        wrote(home, open, before, true);
    }

    private void wrote(int home, Open open, int before, boolean isSegment) {
        size += open.octets.position() - before;
        if (open.octets.position() >= FULL) {
            flush(home, open, isSegment);
        } else if (size > MOST) {
            flush();
        }
    }

    /** Sends what is left. */
    void flush() {
        flush(frames, false);
        flush(segments, true);
    }

    private void flush(Opened opened, boolean isSegment) {
        for (int home = 0; home < opened.homes.length; home++) {
            flush(home, opened.homes[home], isSegment);
        }
    }

    private void flush(int home, Open open, boolean isSegment) {
        int length = open.octets.position();
        if (length == 0) {
            return;
        }
        Block block = new Block();
        block.home = home;
        block.orderNs = open.orderNs;
        block.file = file;
        block.segments = isSegment;
        block.octets = Arrays.copyOf(open.octets.array(), length);
        size -= length;
        open.octets.clear();
        out.collect(block);
    }
}
