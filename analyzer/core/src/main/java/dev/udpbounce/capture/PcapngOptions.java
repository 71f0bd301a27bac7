// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Iterates over the options of a block (draft-ietf-opsawg-pcapng, section 3.5): code (2), length (2), and the value
 * padded to 4 octets, up to the end mark (code 0) or the end of the block. The object is reused for successive blocks.
 */
final class PcapngOptions {
    private static final int HEADER = 4;

    private ByteBuffer octets = ByteBuffer.allocate(0);
    private boolean littleEndian;
    private int end;
    private int nextAt;
    private int at;
    private int code;
    private int length;
    private boolean broken;

    /**
     * Begins an iteration over the options from {@code start} to {@code newEnd}, the index of the block's second
     * length.
     */
    PcapngOptions wrap(ByteBuffer newOctets, boolean isLittleEndian, int start, int newEnd) {
        octets = newOctets;
        littleEndian = isLittleEndian;
        nextAt = start;
        end = newEnd;
        broken = false;
        return this;
    }

    /** Moves to the next option. Returns false at the end, or if the option exceeds the block. */
    boolean next() {
        if (end - nextAt < HEADER) {
            broken |= nextAt != end;
            return false;
        }
        code = u16(nextAt);
        length = u16(nextAt + 2);
        at = nextAt + HEADER;
        if (code == 0) {
            return false;
        }
        broken = length > end - at;
        nextAt = at + ((length + 3) & ~3);
        return !broken;
    }

    int code() {
        return code;
    }

    /** Octets of the value. */
    int length() {
        return length;
    }

    /** Returns whether the iteration ended at an option that exceeds its block. */
    boolean broken() {
        return broken;
    }

    /** The value's first octet, unsigned. */
    int u8() {
        return octets.get(at) & 0xff;
    }

    /** The value's first 8 octets. */
    long i64() {
        long value = octets.getLong(at);
        return littleEndian ? Long.reverseBytes(value) : value;
    }

    /** The value as text, limited to {@code most} octets. */
    String text(int most) {
        byte[] text = new byte[Math.min(length, most)];
        octets.get(at, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private int u16(int index) {
        int value = octets.getShort(index) & 0xffff;
        return littleEndian ? Short.toUnsignedInt(Short.reverseBytes((short) value)) : value;
    }
}
