// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One pcapng block, to which comments can be added (draft-ietf-opsawg-pcapng, section 3.5.1). They are placed behind
 * the options that it has.
 *
 * <pre>
 *  type (4)  total length (4)  body  options … | comment  … | end mark (4) | total length again (4)
 * </pre>
 */
final class CommentedBlock {
    private static final int TRAILER = 4;
    private static final int OPTION_HEADER = 4;
    private static final int LONGEST_OPTION = 0xffff;

    private ByteBuffer block = ByteBuffer.allocate(1 << 12);
    private int length;

    /** Copies a block, framing included. */
    void hold(ByteBuffer octets, int at, int newLength, boolean littleEndian) {
        begin(newLength, littleEndian);
        block.put(0, octets, at, newLength);
        length = newLength;
    }

    /** Begins a block with room for {@code most} octets, which are written into the returned buffer. */
    ByteBuffer begin(int most, boolean littleEndian) {
        if (block.capacity() < most) {
            block = ByteBuffer.allocate(Math.max(most, 2 * block.capacity()));
        }
        block.order(littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .clear();
        length = 0;
        return block;
    }

    /** Ends a block at the position of its buffer: pads it and writes both lengths. */
    void end() {
        pad();
        length = block.position() + TRAILER;
        block.putInt(length).putInt(Integer.BYTES, length);
    }

    /** Pads the block to a multiple of 4 octets. */
    void pad() {
        while (block.position() % Integer.BYTES != 0) {
            block.put((byte) 0);
        }
    }

    int type() {
        return block.getInt(0);
    }

    long i64(int offset) {
        return block.getLong(offset);
    }

    void putLong(int offset, long value) {
        block.putLong(offset, value);
    }

    /**
     * Adds comments, except those that the block has already.
     *
     * @param options offset of its options
     * @return octets by which the block has grown; 0 if it has the comments; -1 if it has no room for them
     */
    int add(List<String> comments, int options) {
        int end = length - TRAILER;
        List<byte[]> there = new ArrayList<>();
        int at = endOfOptions(options, end, there);
        if (at < 0) {
            return -1;
        }
        List<byte[]> added = new ArrayList<>();
        int grown = at == end ? OPTION_HEADER : 0;
        for (String comment : comments) {
            byte[] octets = comment.getBytes(StandardCharsets.UTF_8);
            boolean isThere = there.stream().anyMatch(each -> Arrays.equals(each, octets));
            if (!isThere && octets.length <= LONGEST_OPTION) {
                added.add(octets);
                grown += OPTION_HEADER + padded(octets.length);
            }
        }
        if (added.isEmpty()) {
            return 0;
        }
        if (length + grown > PcapngBlocks.LONGEST) {
            return -1;
        }
        insert(added, at, end, grown);
        return grown;
    }

    private void insert(List<byte[]> comments, int at, int end, int grown) {
        byte[] rest = new byte[at == end ? OPTION_HEADER : end - at];
        if (at != end) {
            block.get(at, rest);
        }
        int newLength = length + grown;
        if (block.capacity() < newLength) {
            ByteBuffer larger = ByteBuffer.allocate(newLength).order(block.order());
            larger.put(0, block, 0, at);
            block = larger;
        }
        block.clear().position(at);
        for (byte[] comment : comments) {
            block.putShort((short) Comments.OPT_COMMENT)
                    .putShort((short) comment.length)
                    .put(comment);
            pad();
        }
        block.put(rest).putInt(newLength).putInt(Integer.BYTES, newLength);
        length = newLength;
    }

    /** Returns the offset of the end mark, or of the end of the options if there is none; -1 if they are invalid. */
    private int endOfOptions(int options, int end, List<byte[]> comments) {
        int at = options;
        while (end - at >= OPTION_HEADER) {
            int code = Short.toUnsignedInt(block.getShort(at));
            int size = Short.toUnsignedInt(block.getShort(at + Short.BYTES));
            if (code == 0) {
                return at;
            }
            int next = at + OPTION_HEADER + padded(size);
            if (next > end) {
                return -1;
            }
            if (code == Comments.OPT_COMMENT) {
                byte[] comment = new byte[size];
                block.get(at + OPTION_HEADER, comment);
                comments.add(comment);
            }
            at = next;
        }
        return at == end ? at : -1;
    }

    private static int padded(int octets) {
        return (octets + Integer.BYTES - 1) & -Integer.BYTES;
    }

    /** Writes the block, if there is one. */
    void writeTo(OutputStream out) throws IOException {
        out.write(block.array(), 0, length);
    }

    void clear() {
        length = 0;
    }
}
