package dev.udpbounce.fuzz;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What an output has written, and whether a terminal would obey it: C0 and C1 controls, DEL, line separators, bidirectional
 * controls. Colours, and the line feed, are allowed where they are expected.
 */
final class OutputCheck extends OutputStream {
    private static final int MOST = 1 << 26;

    private final boolean colour;
    private byte[] octets = new byte[1 << 12];
    private int length;

    OutputCheck(boolean colour) {
        this.colour = colour;
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int count) {
        if (length + count > MOST) {
            throw new IllegalStateException("an output beyond " + MOST + " octets");
        }
        if (length + count > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + count));
        }
        System.arraycopy(from, offset, octets, length, count);
        length += count;
    }

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    byte[] octets() {
        return Arrays.copyOf(octets, length);
    }

    @Override
    public String toString() {
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }

    /** @throws IllegalStateException naming the place, if something is not harmless */
    void check(String name) {
        for (int i = 0; i < length; i++) {
            int octet = octets[i] & 0xff;
            if ((octet >= 0x20 && octet < 0x7f) || octet == '\n') {
                continue;
            }
            if (octet == 0x1b && colour) {
                i = endOfColour(name, i);
            } else if (octet < 0x80 || isHarmful(octet, at(i + 1), at(i + 2))) {
                fail(name, i);
            }
        }
    }

    private int endOfColour(String name, int escape) {
        int i = escape + 1;
        if (at(i) != '[') {
            fail(name, escape);
        }
        do {
            i++;
        } while (at(i) >= '0' && at(i) <= ';');
        if (at(i) != 'm') {
            fail(name, escape);
        }
        return i;
    }

    private static boolean isHarmful(int first, int second, int third) {
        return switch (first) {
            case 0xc2 -> second < 0xa0;
            case 0xd8 -> second == 0x9c;
            case 0xe2 -> isHarmfulPunctuation(second, third);
            case 0xed -> second >= 0xa0;
            default -> false;
        };
    }

    /** Marks and overrides of direction, and separators of lines: U+200E and on, U+2028 and on, U+2066 and on. */
    private static boolean isHarmfulPunctuation(int second, int third) {
        if (second == 0x80) {
            return third == 0x8e || third == 0x8f || (third >= 0xa8 && third <= 0xae);
        }
        return second == 0x81 && third >= 0xa6 && third <= 0xa9;
    }

    private int at(int index) {
        return index < length ? octets[index] & 0xff : 0;
    }

    private void fail(String name, int index) {
        String around = new String(
                octets,
                Math.max(0, index - 20),
                Math.min(40, length - Math.max(0, index - 20)),
                StandardCharsets.ISO_8859_1);
        throw new IllegalStateException("octet " + Integer.toHexString(at(index)) + " in " + name + " near \""
                + around.replaceAll("\\p{Cntrl}", "?") + '"');
    }
}
