// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Breaks captures: whole records and blocks are left out, repeated, swapped and taken from other captures; octets in
 * them change, with the lengths around them set right again or not; and so do the octets of the whole file. The same
 * random numbers break the same capture in the same way.
 */
final class CaptureMutator {
    private static final int LONGEST = 1 << 15;
    private static final int RECORD_HEADER = 16;
    private static final int ENHANCED_PACKET = 6;
    private static final int PACKET_HEADER = 28;
    private static final int TRAILER = 4;

    private final List<Seed> seeds;

    CaptureMutator(List<Seed> seeds) {
        this.seeds = List.copyOf(seeds);
    }

    /** A broken capture. */
    byte[] capture(SplittableRandom random) {
        Seed seed = any(random);
        List<byte[]> pieces = new ArrayList<>(seed.pieces());
        int changes = 1 + Math.min(random.nextInt(6), random.nextInt(6));
        if (seed.kind() == Seed.Kind.OPAQUE) {
            changes = 0;
        }
        for (int i = 0; i < changes && !pieces.isEmpty(); i++) {
            change(pieces, seed, random);
        }
        byte[] capture = Seed.join(pieces);
        if (changes == 0 || random.nextInt(4) == 0) {
            capture = changeFile(capture, random);
        }
        return capture.length > LONGEST ? Arrays.copyOf(capture, LONGEST) : capture;
    }

    private Seed any(SplittableRandom random) {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] changeFile(byte[] capture, SplittableRandom random) {
        if (random.nextInt(8) == 0) {
            byte[] other = Seed.join(any(random).pieces());
            int from = random.nextInt(3) == 0 ? 0 : random.nextInt(other.length);
            byte[] head =
                    Arrays.copyOf(capture, random.nextBoolean() ? capture.length : random.nextInt(capture.length + 1));
            return Octets.insert(head, head.length, Arrays.copyOfRange(other, from, other.length));
        }
        byte[] changed = capture;
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            changed = Octets.change(changed, random);
        }
        return changed;
    }

    private void change(List<byte[]> pieces, Seed seed, SplittableRandom random) {
        // The head of the file is left alone mostly: without it nothing else is looked at.
        int first = pieces.size() > 1 && random.nextInt(8) != 0 ? 1 : 0;
        int at = random.nextInt(first, pieces.size());
        switch (random.nextInt(16)) {
            case 0 -> pieces.remove(at);
            case 1 -> repeat(pieces, at, 1 + random.nextInt(8));
            case 2 -> swap(pieces, at, random.nextInt(first, pieces.size()));
            case 3 -> splice(pieces, at, seed, random);
            case 4 -> pieces.set(at, header(pieces.get(at), seed, random));
            case 5, 6 -> pieces.set(at, Octets.change(pieces.get(at), random));
            default -> pieces.set(at, frame(pieces.get(at), seed, random));
        }
    }

    private static void repeat(List<byte[]> pieces, int at, int times) {
        for (int i = 0; i < times; i++) {
            pieces.add(at, pieces.get(at));
        }
    }

    private static void swap(List<byte[]> pieces, int one, int other) {
        byte[] piece = pieces.get(one);
        pieces.set(one, pieces.get(other));
        pieces.set(other, piece);
    }

    /** A piece of another capture of the same kind, often in another byte order. */
    private void splice(List<byte[]> pieces, int at, Seed seed, SplittableRandom random) {
        Seed other = any(random);
        if (other.kind() == seed.kind()) {
            pieces.add(at, other.pieces().get(random.nextInt(other.pieces().size())));
        }
    }

    /** One field of the header of a record or block. */
    private static byte[] header(byte[] piece, Seed seed, SplittableRandom random) {
        int fields = Math.min(piece.length, PACKET_HEADER) / Integer.BYTES;
        if (fields == 0) {
            return piece;
        }
        byte[] changed = piece.clone();
        ByteBuffer.wrap(changed)
                .order(seed.order())
                .putInt(Integer.BYTES * random.nextInt(fields), Octets.number(random));
        return changed;
    }

    /** Octets behind the header, after which the lengths are right again. */
    private static byte[] frame(byte[] piece, Seed seed, SplittableRandom random) {
        return seed.kind() == Seed.Kind.PCAP
                ? recordFrame(piece, seed.order(), random)
                : blockBody(piece, seed.order(), random);
    }

    private static byte[] recordFrame(byte[] piece, ByteOrder order, SplittableRandom random) {
        if (piece.length <= RECORD_HEADER) {
            return Octets.change(piece, random);
        }
        byte[] frame = Octets.change(Arrays.copyOfRange(piece, RECORD_HEADER, piece.length), random);
        byte[] changed = Arrays.copyOf(piece, RECORD_HEADER + frame.length);
        System.arraycopy(frame, 0, changed, RECORD_HEADER, frame.length);
        ByteBuffer.wrap(changed).order(order).putInt(8, frame.length);
        return changed;
    }

    private static byte[] blockBody(byte[] piece, ByteOrder order, SplittableRandom random) {
        if (piece.length < PACKET_HEADER + TRAILER) {
            return Octets.change(piece, random);
        }
        boolean packet = ByteBuffer.wrap(piece).order(order).getInt(0) == ENHANCED_PACKET;
        int from = packet ? PACKET_HEADER : 8;
        byte[] body = Octets.change(Arrays.copyOfRange(piece, from, piece.length - TRAILER), random);
        int padded = (body.length + 3) / 4 * 4;
        byte[] changed = Arrays.copyOf(piece, from + padded + TRAILER);
        Arrays.fill(changed, from, changed.length, (byte) 0);
        System.arraycopy(body, 0, changed, from, body.length);
        ByteBuffer numbers = ByteBuffer.wrap(changed).order(order);
        numbers.putInt(4, changed.length).putInt(changed.length - TRAILER, changed.length);
        if (packet) {
            numbers.putInt(20, body.length);
        }
        return changed;
    }
}
