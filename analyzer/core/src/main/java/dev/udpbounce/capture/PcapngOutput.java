// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * Builds the blocks of a pcapng section, in little-endian order, and writes many together to a file. If a write fails,
 * the file is cut after its last whole block, and nothing should be added.
 *
 * <pre>
 *  type (4)  total length (4)  body, padded  options: code (2) length (2) value, padded …  total length again (4)
 * </pre>
 */
final class PcapngOutput implements Closeable {
    /** Octets of the longest value of an option whose padded length fits into 16 bits. */
    static final int LONGEST_OPTION = 0xfffc;

    private static final int CAPACITY = 1 << 18;

    private final FileChannel file;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
    private int blockStart;
    private long written;
    private long cutPackets;
    private boolean failed;

    /** @param file empty file; closed with this output */
    PcapngOutput(FileChannel file) {
        this.file = file;
    }

    /**
     * Begins a block with room for at most {@code longest} octets. Returns the buffer, positioned at the body.
     *
     * @throws IOException if the blocks before it cannot be written
     */
    ByteBuffer begin(int type, int longest) throws IOException {
        if (buffer.remaining() < longest) {
            drain();
        }
        if (buffer.capacity() < longest) {
            buffer = ByteBuffer.allocateDirect(longest).order(ByteOrder.LITTLE_ENDIAN);
        }
        blockStart = buffer.position();
        return buffer.putInt(type).putInt(0);
    }

    /** Ends the block. */
    void end() {
        pad();
        int length = buffer.position() + Integer.BYTES - blockStart;
        buffer.putInt(blockStart + Integer.BYTES, length).putInt(length);
    }

    /** Pads the block to a multiple of 4 octets. */
    void pad() {
        while ((buffer.position() - blockStart) % Integer.BYTES != 0) {
            buffer.put((byte) 0);
        }
    }

    /** Begins an option with {@code length} octets. Returns the buffer, positioned at its value. */
    ByteBuffer option(int code, int length) {
        return buffer.putShort((short) code).putShort((short) length);
    }

    /** Adds an option with text, of which at most {@link #LONGEST_OPTION} octets are kept. */
    void text(int code, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(octets.length, LONGEST_OPTION);
        option(code, length).put(octets, 0, length);
        pad();
    }

    /** Adds an option with a time, nanoseconds since the Unix epoch. */
    void time(int code, long timeNs) {
        option(code, Long.BYTES).putInt((int) (timeNs >>> 32)).putInt((int) timeNs);
    }

    /** Adds an option with a count; nothing if it is negative, which means unknown. */
    void count(int code, long count) {
        if (count >= 0) {
            option(code, Long.BYTES).putLong(count);
        }
    }

    /** Ends the options of a block that has some. */
    void endOfOptions() {
        buffer.putInt(0);
    }

    /** Writes all whole blocks to the operating system. */
    void drain() throws IOException {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            written += buffer.limit();
        } catch (IOException e) {
            failed = true;
            cutBack(e);
            throw e;
        } finally {
            buffer.clear();
        }
    }

    /** Truncates the file after its last whole block, and counts the packets after it. */
    private void cutBack(IOException failure) {
        int whole = buffer.position();
        int at = 0;
        while (at < buffer.limit()) {
            int next = at + buffer.getInt(at + Integer.BYTES);
            if (next <= whole) {
                written += next - at;
            } else if (buffer.getInt(at) == PcapngReader.ENHANCED_PACKET) {
                cutPackets++;
            }
            at = next;
        }
        try {
            file.truncate(written);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Returns whether a write has failed. */
    boolean failed() {
        return failed;
    }

    /** Returns the number of packets in blocks that could not be written. */
    long cutPackets() {
        return cutPackets;
    }

    /** Returns the octets of the file after the next {@link #drain}. */
    long size() {
        return written + buffer.position();
    }

    boolean isOpen() {
        return file.isOpen();
    }

    /** Closes the file without writing. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
