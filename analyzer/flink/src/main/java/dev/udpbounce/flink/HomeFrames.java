// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.bulk.AnswerSegment;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.partition.HomeAnalysis;
import dev.udpbounce.partition.RunPlan;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Merges the blocks of one home, which come in the order of their first frames, and passes their frames in order. */
final class HomeFrames {
    private static final Comparator<Cursor> ORDER = Comparator.comparingLong((Cursor cursor) -> cursor.orderNs)
            .thenComparingInt(cursor -> cursor.file)
            .thenComparingLong(cursor -> cursor.number);

    private final RunPlan plan;
    private final HomeAnalysis analysis;
    private final PriorityQueue<Cursor> open = new PriorityQueue<>(ORDER);
    private final List<Placed> segments = new ArrayList<>();
    private final Frame frame = new Frame();

    private record Placed(AnswerSegment segment, int file) {}

    /** The next frame of a block. */
    private static final class Cursor {
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
            orderNs = octets.getLong(octets.position());
            number = octets.getLong(octets.position() + 2 * Long.BYTES);
            return true;
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
            passNext();
        }
        segments.sort(Comparator.comparingLong(placed -> placed.segment().orderNs()));
        segments.forEach(placed -> analysis.take(placed.segment(), placed.file()));
    }

    /** Passes the frames that no block can precede that begins at this place or later. */
    private void pass(long beforeNs) {
        Cursor first = open.peek();
        while (first != null && first.orderNs < beforeNs) {
            passNext();
            first = open.peek();
        }
    }

    private void passNext() {
        Cursor cursor = open.remove();
        read(cursor);
        analysis.take(frame);
        if (cursor.look()) {
            open.add(cursor);
        }
    }

    private void read(Cursor cursor) {
        ByteBuffer octets = cursor.octets;
        octets.position(octets.position() + Long.BYTES);
        long timeNs = octets.getLong();
        long number = octets.getLong();
        long wireLength = octets.getLong();
        int origin = octets.getInt();
        int flags = octets.get();
        String comment = null;
        if ((flags & BlockWriter.COMMENTED) != 0) {
            byte[] text = new byte[octets.getInt()];
            octets.get(text);
            comment = new String(text, StandardCharsets.UTF_8);
        }
        int length = octets.getInt();
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
            AnswerSegment segment = new AnswerSegment(
                    octets.getLong(),
                    octets.getLong(),
                    octets.getLong(),
                    octets.get(),
                    octets.get(),
                    octets.get() != 0,
                    octets.getLong());
            segments.add(new Placed(segment, block.file));
        }
    }
}
