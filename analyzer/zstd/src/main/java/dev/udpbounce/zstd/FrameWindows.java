// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.zstd;

import dev.udpbounce.capture.DecompressionMemory;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Passes on compressed data unchanged. Reserves the window of each frame in the shared memory before it passes on the
 * header (RFC 8878, sections 3.1.1.1 and 3.1.2).
 *
 * <pre>
 *  0           4            5
 *  +-----------+------------+--------------+----------------+--------------+---------------------+----------+
 *  | magic     | descriptor | window 0, 1  | dictionary id  | content size | blocks, each behind | checksum |
 *  | FD2FB528  |            |              | 0, 1, 2, 4     | 0, 1, 2, 4, 8| 3 octets            | 0, 4     |
 *  +-----------+------------+--------------+----------------+--------------+---------------------+----------+
 * </pre>
 *
 * <p>Data that are not a frame are passed on without parsing.
 */
final class FrameWindows extends FilterInputStream {
    private static final int MAGIC = 0xfd2f_b528;
    private static final int SKIPPABLE = 0x184d_2a50;
    private static final int SKIPPABLE_MASK = 0xffff_fff0;
    private static final int WORD = 4;
    private static final int BLOCK_HEADER = 3;
    private static final int RUN_LENGTH = 1;
    private static final int RESERVED = 3;
    private static final int[] DICTIONARY_ID = {0, 1, 2, 4};
    private static final int[] CONTENT_SIZE = {0, 2, 4, 8};
    private static final int LONGEST_HEADER = 18;

    /** What follows the current block or skippable frame. */
    private enum Next {
        FRAME,
        BLOCK,
        UNKNOWN
    }

    private final DecompressionMemory memory;
    private final byte[] head = new byte[LONGEST_HEADER];
    private int headAt;
    private int headLength;
    private long body;
    private boolean checked;
    private Next next = Next.FRAME;
    private long taken;

    FrameWindows(InputStream compressed, DecompressionMemory memory) {
        super(compressed);
        this.memory = memory;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (headAt == headLength && body == 0 && next != Next.UNKNOWN) {
            readHead();
        }
        int count = Math.min(length, headLength - headAt);
        if (count > 0) {
            System.arraycopy(head, headAt, into, offset, count);
            headAt += count;
            return count;
        }
        if (next == Next.UNKNOWN && body == 0) {
            return super.read(into, offset, length);
        }
        int read = super.read(into, offset, (int) Math.min(length, body));
        body -= Math.max(0, read);
        return read;
    }

    private void readHead() throws IOException {
        headAt = 0;
        headLength = 0;
        if (next == Next.BLOCK) {
            readBlockHead();
        } else {
            readFrameHead();
        }
    }

    private void readBlockHead() throws IOException {
        if (!more(BLOCK_HEADER)) {
            return;
        }
        int header = (int) number(0, BLOCK_HEADER);
        int type = header >> 1 & 3;
        if (type == RESERVED) {
            next = Next.UNKNOWN;
            return;
        }
        body = type == RUN_LENGTH ? 1 : header >> 3;
        if ((header & 1) != 0) {
            body += checked ? WORD : 0;
            next = Next.FRAME;
        }
    }

    private void readFrameHead() throws IOException {
        if (!more(WORD)) {
            return;
        }
        int magic = (int) number(0, WORD);
        if ((magic & SKIPPABLE_MASK) == SKIPPABLE) {
            if (more(WORD)) {
                body = number(WORD, WORD);
            }
        } else if (magic != MAGIC) {
            next = Next.UNKNOWN;
        } else if (more(1)) {
            readFrameHead(head[WORD]);
        }
    }

    private void readFrameHead(int descriptor) throws IOException {
        boolean single = (descriptor & 0x20) != 0;
        int sizeFlag = descriptor >> 6 & 3;
        int window = headLength;
        int size = window + (single ? 0 : 1) + DICTIONARY_ID[descriptor & 3];
        int sizeLength = sizeFlag == 0 && single ? 1 : CONTENT_SIZE[sizeFlag];
        if (!more(size + sizeLength - headLength)) {
            return;
        }
        checked = (descriptor & 4) != 0;
        next = Next.BLOCK;
        take(single ? number(size, sizeLength) : windowOf(head[window] & 0xff));
    }

    private static long windowOf(int descriptor) {
        long base = 1L << (10 + (descriptor >> 3));
        return base + base / 8 * (descriptor & 7);
    }

    /** Reserves a window. The decompressor refuses larger windows; one context serves all frames in turn. */
    private void take(long window) throws IOException {
        if (window > taken && window <= ZstdDecompressor.LONGEST_WINDOW_OCTETS) {
            memory.give(taken);
            taken = 0;
            memory.take(window);
            taken = window;
        }
    }

    /** Reads more of a header; returns false at the end of the data, in which case the octets so far are passed on. */
    private boolean more(int octets) throws IOException {
        int read = super.in.readNBytes(head, headLength, octets);
        headLength += read;
        if (read < octets) {
            next = Next.UNKNOWN;
        }
        return read == octets;
    }

    /** Returns a little-endian number. */
    private long number(int at, int octets) {
        long number = 0;
        for (int i = octets - 1; i >= 0; i--) {
            number = number << 8 | (head[at + i] & 0xff);
        }
        return number;
    }

    @Override
    public void close() throws IOException {
        memory.give(taken);
        taken = 0;
        super.close();
    }
}
