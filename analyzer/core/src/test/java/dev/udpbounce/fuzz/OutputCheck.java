// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.fuzz;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What an output has written, and whether a terminal would obey it: C0 and C1 controls, DEL, line separators, format
 * characters. Colors, and the line feed, are allowed where they are expected.
 */
final class OutputCheck extends OutputStream {
    private static final int MOST = 1 << 26;

    private final boolean color;
    private byte[] octets = new byte[1 << 12];
    private int length;

    OutputCheck(boolean color) {
        this.color = color;
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
            if (octet == 0x1b && color) {
                i = endOfColor(name, i);
            } else if (octet < 0x80 || isHarmful(i)) {
                fail(name, i);
            }
        }
    }

    private int endOfColor(String name, int escape) {
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

    /** Whether a character of several octets begins there that is to be escaped; of broken UTF-8 surrogates alone are. */
    private boolean isHarmful(int index) {
        int first = at(index);
        int more = first < 0xc0 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        if (more == 0) {
            return false;
        }
        int character = first & (0x3f >> more);
        for (int i = 1; i <= more; i++) {
            character = character << 6 | (at(index + i) & 0x3f);
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
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
