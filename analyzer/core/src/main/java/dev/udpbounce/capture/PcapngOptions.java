package dev.udpbounce.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Walks the options of a block (draft-ietf-opsawg-pcapng, section 3.5), each of them code (2), length (2), and the
 * value padded to 4 octets, up to the end mark (code 0) or the end of the block. One walk after the other.
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

    /** Begins a walk through the options from {@code start} up to {@code end}, which is the index of the block's second length. */
    PcapngOptions wrap(ByteBuffer newOctets, boolean isLittleEndian, int start, int newEnd) {
        octets = newOctets;
        littleEndian = isLittleEndian;
        nextAt = start;
        end = newEnd;
        broken = false;
        return this;
    }

    /** Moves to the next option; false at the end, and where an option is longer than the block. */
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

    /** Whether the walk ended at an option that does not fit into its block. */
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

    /** The value as text, of which no more than {@code most} octets are taken. */
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
