// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.bulk.AnswerSegment;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.partition.HomeAnalysis;
import dev.udpbounce.partition.RunPlan;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.PriorityQueue;

/** Merges the blocks of one home, which come in the order of their first frames, and passes their frames in order. */
final class HomeFrames {
    private final RunPlan plan;
    private final HomeAnalysis analysis;
    private final PriorityQueue<Cursor> open = new PriorityQueue<>();
    private final Frame frame = new Frame();

    /** The next frame of a block; in the order of merging. */
    private static final class Cursor implements Comparable<Cursor> {
        private static final int ORDER = 1;
        private static final int NUMBER = ORDER + Long.BYTES;

        private final ByteBuffer octets;
        private final int file;
        private long orderNs;
        private long number;

        Cursor(Block block) {
            octets = ByteBuffer.wrap(block.octets);
            file = block.file;
            look();
        }

        /** Reads what puts the next frame in order; returns false if there is none. */
        boolean look() {
            if (!octets.hasRemaining()) {
                return false;
            }
            orderNs = octets.getLong(octets.position() + ORDER);
            number = octets.getLong(octets.position() + NUMBER);
            return true;
        }

        @Override
        public int compareTo(Cursor other) {
            if (orderNs != other.orderNs) {
                return Long.compare(orderNs, other.orderNs);
            }
            return file == other.file ? Long.compare(number, other.number) : Integer.compare(file, other.file);
        }
    }

    HomeFrames(RunPlan plan, HomeAnalysis analysis) {
        this.plan = plan;
        this.analysis = analysis;
    }

    void take(Block block) {
        if (block.segments) {
            readSegments(block);
            return;
        }
        pass(block.orderNs);
        open.add(new Cursor(block));
    }

    /** Passes what is left. */
    void finish() {
        while (!open.isEmpty()) {
            passNext(Long.MAX_VALUE);
        }
    }

    /** Passes the frames that no block can precede that begins at this place or later. */
    private void pass(long beforeNs) {
        Cursor first = open.peek();
        while (first != null && first.orderNs < beforeNs) {
            passNext(beforeNs);
            first = open.peek();
        }
    }

    /** Passes the next frame, and those behind it in its block that come before a place and before all other blocks. */
    private void passNext(long beforeNs) {
        Cursor cursor = open.remove();
        Cursor next = open.peek();
        boolean more;
        do {
            read(cursor);
            analysis.take(frame);
            more = cursor.look();
        } while (more && cursor.orderNs < beforeNs && (next == null || cursor.compareTo(next) < 0));
        if (more) {
            open.add(cursor);
        }
    }

    private void read(Cursor cursor) {
        ByteBuffer octets = cursor.octets;
        int flags = octets.get();
        long orderNs = octets.getLong();
        long number = octets.getLong();
        int origin = octets.getInt();
        int length = octets.getInt();
        long timeNs = (flags & BlockWriter.LATE) == 0 ? orderNs : octets.getLong();
        long wireLength = (flags & BlockWriter.CUT) == 0 ? length : octets.getLong();
        String comment = null;
        if ((flags & BlockWriter.COMMENTED) != 0) {
            byte[] text = new byte[octets.getInt()];
            octets.get(text);
            comment = new String(text, StandardCharsets.UTF_8);
        }
        frame.wrap(octets, octets.position(), length, wireLength, timeNs, number, plan.origin(cursor.file, origin));
        frame.comment(comment);
        if ((flags & BlockWriter.NO_TIME) != 0) {
            frame.forgetTime();
        }
        octets.position(octets.position() + length);
    }

    private void readSegments(Block block) {
        ByteBuffer octets = ByteBuffer.wrap(block.octets);
        while (octets.hasRemaining()) {
            int state = octets.get() & 0xff;
            long flow = octets.getLong();
            int run = state >>> BlockWriter.RUN_SHIFT;
            analysis.take(new AnswerSegment(
                    flow,
                    state & 1,
                    state >>> 1 & 1,
                    (state & BlockWriter.CHANGED) != 0,
                    run == BlockWriter.LONG_RUN ? octets.getLong() : run));
        }
    }
}
