// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A capture taken apart where a writer would: the head of the file and its records, or the blocks of a pcapng. What
 * cannot be taken apart is one piece.
 *
 * @param order of the numbers in the file's framing
 */
record Seed(String name, Kind kind, ByteOrder order, List<byte[]> pieces) {
    enum Kind {
        PCAP,
        PCAPNG,
        /** Compressed, or no capture. */
        OPAQUE
    }

    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int FRAMING = 12;

    static Seed of(String name, byte[] capture) {
        ByteBuffer octets = ByteBuffer.wrap(capture);
        int magic = capture.length < FILE_HEADER ? 0 : octets.getInt(0);
        if (magic == SECTION_HEADER) {
            boolean little = octets.get(8) == 0x4d;
            ByteOrder order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
            return new Seed(name, Kind.PCAPNG, order, blocks(octets.order(order)));
        }
        boolean big = magic == 0xa1b2c3d4 || magic == 0xa1b23c4d;
        boolean little = magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1;
        if (big || little) {
            ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            return new Seed(name, Kind.PCAP, order, records(octets.order(order)));
        }
        return new Seed(name, Kind.OPAQUE, ByteOrder.BIG_ENDIAN, List.of(capture));
    }

    private static List<byte[]> records(ByteBuffer octets) {
        List<byte[]> pieces = new ArrayList<>();
        pieces.add(copy(octets, 0, FILE_HEADER));
        int at = FILE_HEADER;
        while (at + RECORD_HEADER <= octets.limit()) {
            at = take(octets, at, RECORD_HEADER + octets.getInt(at + 8), pieces);
        }
        return pieces;
    }

    private static List<byte[]> blocks(ByteBuffer octets) {
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        while (at + FRAMING <= octets.limit()) {
            at = take(octets, at, octets.getInt(at + 4), pieces);
        }
        return pieces;
    }

    private static int take(ByteBuffer octets, int at, int length, List<byte[]> pieces) {
        int end = length < FRAMING || length > octets.limit() - at ? octets.limit() : at + length;
        pieces.add(copy(octets, at, end));
        return end;
    }

    private static byte[] copy(ByteBuffer octets, int from, int to) {
        byte[] piece = new byte[to - from];
        octets.get(from, piece);
        return piece;
    }

    /** The same with its first pieces only, as many as have at most so many octets, and no fewer than three. */
    Seed shortened(int octets) {
        int length = 0;
        int count = 0;
        while (count < pieces.size() && (count < 3 || length + pieces.get(count).length <= octets)) {
            length += pieces.get(count++).length;
        }
        return new Seed(name, kind, order, List.copyOf(pieces.subList(0, count)));
    }

    /** Pieces put together again. */
    static byte[] join(List<byte[]> pieces) {
        int length = 0;
        for (byte[] piece : pieces) {
            length += piece.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, joined, at, piece.length);
            at += piece.length;
        }
        return joined;
    }
}
