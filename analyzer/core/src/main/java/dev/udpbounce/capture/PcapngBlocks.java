// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of a pcapng file (draft-ietf-opsawg-pcapng, section 3.1), and their numbers in the byte order of the
 * section.
 *
 * <pre>
 *  type (4)  total length (4)  body  total length again (4)
 * </pre>
 *
 * <p>A fault of this framing ends the file.
 */
final class PcapngBlocks {
    static final int SECTION_HEADER = 0x0a0d0d0a;
    /** Octets of the type and both lengths, the minimum size of a block. */
    static final int FRAMING = 12;
    /** Octets of a section header without options. */
    static final int SECTION_HEADER_LENGTH = 28;

    private static final int TRAILER = 4;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    /** Octets of the longest block that is read. */
    static final int LONGEST = 1 << 24;

    private final Window window;
    private final Findings findings;
    private final PcapngOptions options = new PcapngOptions();
    private ByteBuffer octets;
    private boolean littleEndian;
    private int start;
    private int type;
    private int length;
    private long ordinal;
    private boolean ended;
    private @Nullable Copying copying;

    /** Receives every block that is passed, when it is entirely in the buffer. */
    interface Copying {
        void block(PcapngBlocks block);
    }

    PcapngBlocks(Window window, Findings findings) {
        this.window = window;
        this.findings = findings;
        this.octets = window.octets();
    }

    /** Returns whether the octets at {@code at} have the two magic numbers of a section header. */
    static boolean startsSection(ByteBuffer octets, int at) {
        return octets.getInt(at) == SECTION_HEADER && isByteOrderMagic(octets.getInt(at + 8));
    }

    /** Moves to the next block, which is then entirely in the buffer. Returns false at the end of the file. */
    boolean next() {
        length = 0;
        if (ended || (window.remaining() < FRAMING && !window.ensure(FRAMING))) {
            return endOfFile();
        }
        ordinal++;
        enter();
        if (type == SECTION_HEADER && !takeByteOrder()) {
            return false;
        }
        int claimed = u32(4);
        if (!isPlausible(claimed)) {
            return end(lengthReason(claimed));
        }
        if (window.remaining() < claimed) {
            if (!window.ensure(claimed)) {
                return cut(claimed);
            }
            enter();
        }
        int trailer = u32(claimed - TRAILER);
        if (trailer != claimed) {
            return end(
                    "block lengths differ: " + claimed + " before it, " + Integer.toUnsignedString(trailer) + " after");
        }
        length = claimed;
        window.advance(claimed);
        if (copying != null) {
            copying.block(this);
        }
        return true;
    }

    /**
     * Looks at the next block without moving to it. It must be entirely in the window, of this type, and have valid
     * framing.
     *
     * @return whether {@link #take} may move to it
     */
    boolean peek(int wantedType) {
        int room = window.remaining();
        if (ended || room < FRAMING) {
            return false;
        }
        enter();
        int claimed = u32(4);
        if (type != wantedType || !isPlausible(claimed) || claimed > room || u32(claimed - TRAILER) != claimed) {
            return false;
        }
        length = claimed;
        return true;
    }

    /** Moves to the block found by {@link #peek}. */
    void take() {
        ordinal++;
        window.advance(length);
    }

    /** Passes every block that {@link #next} moves to on to a copy. */
    void copyTo(Copying copy) {
        copying = copy;
    }

    boolean isLittleEndian() {
        return littleEndian;
    }

    int type() {
        return type;
    }

    /** Octets of the block, framing included. */
    int length() {
        return length;
    }

    ByteBuffer octets() {
        return octets;
    }

    /** Index in {@link #octets()} of the octet at an offset from the block's start. */
    int index(int offset) {
        return start + offset;
    }

    /** The 16-bit number at an offset from the block's start. */
    int u16(int offset) {
        short value = octets.getShort(start + offset);
        return Short.toUnsignedInt(littleEndian ? Short.reverseBytes(value) : value);
    }

    /** The 32 bits at an offset from the block's start. */
    int u32(int offset) {
        int value = octets.getInt(start + offset);
        return littleEndian ? Integer.reverseBytes(value) : value;
    }

    /** Two successive 32-bit numbers at an offset from the block's start, the first one in the upper half. */
    long pair(int offset) {
        long pair = octets.getLong(start + offset);
        return littleEndian ? Long.rotateLeft(Long.reverseBytes(pair), Integer.SIZE) : pair;
    }

    /** Options from an offset on. The object is reused by the next call. */
    PcapngOptions options(int offset) {
        return options.wrap(octets, littleEndian, index(offset), index(length - TRAILER));
    }

    /** Records that this block is skipped. */
    void damage(String reason) {
        findings.damage(window.contentOffset() - length, ordinal, reason);
    }

    /** Records that the file ends before this block. Returns false. */
    boolean end(String reason) {
        findings.fatal(window.contentOffset() - length, ordinal, reason);
        ended = true;
        return false;
    }

    private void enter() {
        octets = window.octets();
        start = window.position();
        type = u32(0);
    }

    private static boolean isByteOrderMagic(int word) {
        return word == BYTE_ORDER_MAGIC || word == Integer.reverseBytes(BYTE_ORDER_MAGIC);
    }

    private boolean takeByteOrder() {
        int magic = octets.getInt(index(8));
        if (!isByteOrderMagic(magic)) {
            return end(String.format("section header without byte-order magic: 0x%08x", magic));
        }
        littleEndian = magic != BYTE_ORDER_MAGIC;
        return true;
    }

    private boolean isPlausible(int claimed) {
        int least = type == SECTION_HEADER ? SECTION_HEADER_LENGTH : FRAMING;
        return claimed >= least && claimed <= LONGEST && (claimed & 3) == 0;
    }

    private String lengthReason(int claimed) {
        if (claimed == 0 && type == 0) {
            return "zeros instead of blocks: the file was allocated and not filled";
        }
        String claim = "block length " + Integer.toUnsignedString(claimed);
        if (claimed < 0 || claimed > LONGEST) {
            return claim + " is beyond 16 MiB";
        }
        return (claimed & 3) != 0 ? claim + " is no multiple of 4" : claim + " is too short for a block of its type";
    }

    private boolean endOfFile() {
        int remaining = window.remaining();
        if (ended) {
            return false;
        }
        ended = true;
        if (window.fault() == null && remaining == 0) {
            return false;
        }
        ordinal++;
        return cut(FRAMING);
    }

    private boolean cut(int wanted) {
        IOException fault = window.fault();
        if (fault == null) {
            return end("block cut: " + window.remaining() + " of " + wanted + " octets");
        }
        findings.fatal(window.contentOffset() + window.remaining(), ordinal, Faults.reason(fault));
        ended = true;
        return false;
    }
}
