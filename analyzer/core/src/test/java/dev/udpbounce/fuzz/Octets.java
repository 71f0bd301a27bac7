// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Changes of octets that know nothing of what they mean. */
final class Octets {
    private static final int[] NUMBERS = {
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        12,
        16,
        17,
        20,
        28,
        32,
        40,
        58,
        64,
        127,
        128,
        255,
        256,
        1500,
        0x7fff,
        0x8000,
        0xffff,
        0x10000,
        0xfffff,
        0x1000000,
        0x1000001,
        0x7fffffff,
        0x80000000,
        0xfffffff0,
        0xffffffff
    };
    private static final int[] SIZES = {1, 1, 2, 2, 4, 8};
    private static final int LONGEST_INSERTION = 64;

    private Octets() {}

    /** One change: of a bit, an octet, a number, a piece left out, repeated or put in, or the end cut off. */
    static byte[] change(byte[] octets, SplittableRandom random) {
        if (octets.length == 0) {
            return random(random, 1 + random.nextInt(LONGEST_INSERTION));
        }
        int at = random.nextInt(octets.length);
        return switch (random.nextInt(12)) {
            case 0, 1 -> flip(octets, at, random);
            case 2 -> set(octets, at, random.nextInt());
            case 3, 4, 5 -> number(octets, at, number(random), random);
            case 6 -> add(octets, at, random.nextInt(-16, 17));
            case 7 -> Arrays.copyOf(octets, at);
            case 8 -> leaveOut(octets, at, length(octets.length - at, random));
            case 9 -> repeat(octets, at, length(octets.length - at, random), 1 + random.nextInt(8));
            case 10 -> insert(octets, at, random(random, 1 + random.nextInt(16)));
            default -> copyWithin(octets, at, random);
        };
    }

    /** A number that lies at the edge of something, or near it. */
    static int number(SplittableRandom random) {
        int number = NUMBERS[random.nextInt(NUMBERS.length)];
        return switch (random.nextInt(6)) {
            case 0 -> number + random.nextInt(-3, 4);
            case 1 -> random.nextInt();
            case 2 -> random.nextInt(2048);
            default -> number;
        };
    }

    private static byte[] flip(byte[] octets, int at, SplittableRandom random) {
        byte[] changed = octets.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private static byte[] set(byte[] octets, int at, int value) {
        byte[] changed = octets.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static byte[] add(byte[] octets, int at, int value) {
        return set(octets, at, octets[at] + value);
    }

    private static byte[] number(byte[] octets, int at, int number, SplittableRandom random) {
        int size = SIZES[random.nextInt(SIZES.length)];
        int from = Math.max(0, Math.min(at, octets.length - size));
        ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        byte[] value = new byte[8];
        ByteBuffer buffer = ByteBuffer.wrap(value).order(order);
        switch (size) {
            case 1 -> value[0] = (byte) number;
            case 2 -> buffer.putShort((short) number);
            case 4 -> buffer.putInt(number);
            default -> buffer.putLong(number);
        }
        byte[] changed = octets.clone();
        System.arraycopy(value, 0, changed, from, Math.min(size, octets.length - from));
        return changed;
    }

    private static int length(int most, SplittableRandom random) {
        return 1 + random.nextInt(random.nextInt(4) == 0 ? most : Math.min(most, 16));
    }

    private static byte[] leaveOut(byte[] octets, int at, int length) {
        byte[] changed = Arrays.copyOf(octets, octets.length - length);
        System.arraycopy(octets, at + length, changed, at, octets.length - at - length);
        return changed;
    }

    private static byte[] repeat(byte[] octets, int at, int length, int times) {
        byte[] repeated = new byte[length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(octets, at, repeated, i * length, length);
        }
        return insert(octets, at, repeated);
    }

    static byte[] insert(byte[] octets, int at, byte[] inserted) {
        byte[] changed = Arrays.copyOf(octets, octets.length + inserted.length);
        System.arraycopy(inserted, 0, changed, at, inserted.length);
        System.arraycopy(octets, at, changed, at + inserted.length, octets.length - at);
        return changed;
    }

    private static byte[] copyWithin(byte[] octets, int at, SplittableRandom random) {
        int to = random.nextInt(octets.length);
        int length = length(octets.length - Math.max(at, to), random);
        byte[] changed = octets.clone();
        System.arraycopy(octets, at, changed, to, length);
        return changed;
    }

    private static byte[] random(SplittableRandom random, int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }
}
