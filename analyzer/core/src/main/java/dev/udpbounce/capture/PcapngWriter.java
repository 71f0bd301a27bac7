// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one pcapng section (draft-ietf-opsawg-pcapng) with nanosecond timestamps: a section header, a description of
 * each interface, then packets in whole blocks, then statistics.
 *
 * <pre>
 *  enhanced packet block
 *  +------+--------+-----------+-----------+----------+--------------+-------------+-------+-----+--------+
 *  | 6    | length | interface | time high | time low | captured len | original len| octets| pad | length |
 *  +------+--------+-----------+-----------+----------+--------------+-------------+-------+-----+--------+
 *    4      4        4           4           4          4              4             n       0-3   4
 * </pre>
 *
 * <p>If a write fails, such as on a full disk, the file ends with its last whole block. The failure is thrown once;
 * later packets are not written but counted by {@link #lost}. Thread-safe.
 */
public final class PcapngWriter implements Closeable {
    /**
     * The description of an interface.
     *
     * @param linkType LINKTYPE_ number
     * @param snapLength longest captured length in octets, 0 for no limit
     */
    public record Described(@Nullable String name, int linkType, int snapLength) {}

    /**
     * The content of an interface statistics block (section 4.6). Counts are of packets; -1 if unknown.
     *
     * @param startNs nanoseconds since the Unix epoch
     * @param endNs likewise
     */
    public record Statistics(long startNs, long endNs, long delivered, long droppedByKernel, long droppedByInterface) {}

    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int INTERFACE_STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;
    /** Octets of an enhanced packet block excluding the packet. */
    private static final int AROUND_PACKET = 32;

    private static final int SHB_OS = 3;
    private static final int SHB_USERAPPL = 4;
    private static final int IF_NAME = 2;
    private static final int IF_TSRESOL = 9;
    private static final int ISB_STARTTIME = 2;
    private static final int ISB_ENDTIME = 3;
    private static final int ISB_IFDROP = 5;
    private static final int ISB_OSDROP = 7;
    private static final int ISB_USRDELIV = 8;

    private static final int CAPACITY = 1 << 18;
    private static final int LONGEST_OPTION = 0xfffc;

    private final FileChannel file;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
    private int blockStart;
    private long written;
    private long packets;
    private long lost;
    private boolean failed;

    private PcapngWriter(FileChannel file) {
        this.file = file;
    }

    /**
     * Begins a file by writing its header blocks.
     *
     * @param file empty file; closed with the writer, or if the header blocks cannot be written
     * @param application name of the writing application
     * @param system operating system of this machine
     */
    public static PcapngWriter begin(FileChannel file, String application, String system, List<Described> interfaces)
            throws IOException {
        PcapngWriter writer = new PcapngWriter(file);
        try {
            writer.head(application, system, interfaces);
        } catch (IOException e) {
            writer.close();
            throw e;
        }
        return writer;
    }

    private synchronized void head(String application, String system, List<Described> interfaces) throws IOException {
        begin(SECTION_HEADER, 64 + 2 * LONGEST_OPTION);
        buffer.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
        text(SHB_OS, system);
        text(SHB_USERAPPL, application);
        endOfOptions();
        end();
        for (Described each : interfaces) {
            describe(each);
        }
        drain();
    }

    /** Describes one more interface, whose number follows those described so far. */
    public synchronized void describe(Described one) throws IOException {
        if (failed) {
            return;
        }
        begin(INTERFACE_DESCRIPTION, 64 + LONGEST_OPTION);
        buffer.putShort((short) one.linkType()).putShort((short) 0).putInt(one.snapLength());
        if (one.name() != null) {
            text(IF_NAME, one.name());
        }
        option(IF_TSRESOL, 1);
        buffer.putInt(9);
        endOfOptions();
        end();
    }

    /**
     * Writes a packet: {@code captured} octets of {@code octets} from index {@code offset} on.
     *
     * @param number number of the interface in order of description, from 0
     * @param wireLength octets that the packet had on the wire
     */
    public void packet(int number, long timeNs, ByteBuffer octets, int offset, int captured, long wireLength)
            throws IOException {
        packet(number, timeNs, octets, offset, captured, wireLength, List.of());
    }

    /** Writes a packet with comments on it. */
    public synchronized void packet(
            int number,
            long timeNs,
            ByteBuffer octets,
            int offset,
            int captured,
            long wireLength,
            List<String> comments)
            throws IOException {
        if (failed) {
            lost++;
            return;
        }
        try {
            begin(ENHANCED_PACKET, AROUND_PACKET + captured + 3 + octetsOf(comments));
        } catch (IOException e) {
            lost++;
            throw e;
        }
        buffer.putInt(number)
                .putInt((int) (timeNs >>> 32))
                .putInt((int) timeNs)
                .putInt(captured)
                .putInt((int) wireLength);
        buffer.put(buffer.position(), octets, offset, captured);
        buffer.position(buffer.position() + captured);
        pad();
        for (String comment : comments) {
            text(Comments.OPT_COMMENT, comment);
        }
        if (!comments.isEmpty()) {
            endOfOptions();
        }
        end();
        packets++;
    }

    /** Returns the octets that comments take in a block, at most; 0 if there are none. */
    public static int octetsOf(List<String> comments) {
        int octets = 0;
        for (String comment : comments) {
            octets += 2 * Integer.BYTES + Math.min(3 * comment.length(), LONGEST_OPTION);
        }
        return comments.isEmpty() ? 0 : octets + Integer.BYTES;
    }

    /** Returns the octets of a packet's block without comments. */
    public static int octetsOf(int captured) {
        return AROUND_PACKET + (captured + 3 & -Integer.BYTES);
    }

    /** Writes the statistics of an interface at the end of its capture. */
    public synchronized void statistics(int number, Statistics statistics) throws IOException {
        if (failed) {
            return;
        }
        begin(INTERFACE_STATISTICS, 128);
        buffer.putInt(number).putInt((int) (statistics.endNs() >>> 32)).putInt((int) statistics.endNs());
        time(ISB_STARTTIME, statistics.startNs());
        time(ISB_ENDTIME, statistics.endNs());
        count(ISB_IFDROP, statistics.droppedByInterface());
        count(ISB_OSDROP, statistics.droppedByKernel());
        count(ISB_USRDELIV, statistics.delivered());
        endOfOptions();
        end();
    }

    /** Writes all data to the operating system, where it survives the end of this process. */
    public synchronized void flush() throws IOException {
        if (!failed) {
            drain();
        }
    }

    /** Size of the file in octets after the next flush. */
    public synchronized long size() {
        return written + buffer.position();
    }

    /** Packets in the file after the next flush. */
    public synchronized long packets() {
        return packets;
    }

    /** Packets that could not be written. */
    public synchronized long lost() {
        return lost;
    }

    /** Flushes and closes the file. After a failure, only closes it. */
    @Override
    public synchronized void close() throws IOException {
        try (FileChannel closed = file) {
            if (closed.isOpen()) {
                flush();
            }
        }
    }

    /** Begins a block with room for at most {@code longest} octets. */
    private void begin(int type, int longest) throws IOException {
        if (buffer.remaining() < longest) {
            drain();
        }
        if (buffer.capacity() < longest) {
            buffer = ByteBuffer.allocateDirect(longest).order(ByteOrder.LITTLE_ENDIAN);
        }
        blockStart = buffer.position();
        buffer.putInt(type).putInt(0);
    }

    private void end() {
        pad();
        int length = buffer.position() + Integer.BYTES - blockStart;
        buffer.putInt(blockStart + Integer.BYTES, length).putInt(length);
    }

    private void pad() {
        while ((buffer.position() - blockStart) % Integer.BYTES != 0) {
            buffer.put((byte) 0);
        }
    }

    private void option(int code, int length) {
        buffer.putShort((short) code).putShort((short) length);
    }

    private void text(int code, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(octets.length, LONGEST_OPTION);
        option(code, length);
        buffer.put(octets, 0, length);
        pad();
    }

    private void time(int code, long timeNs) {
        option(code, Long.BYTES);
        buffer.putInt((int) (timeNs >>> 32)).putInt((int) timeNs);
    }

    private void count(int code, long count) {
        if (count >= 0) {
            option(code, Long.BYTES);
            buffer.putLong(count);
        }
    }

    private void endOfOptions() {
        buffer.putInt(0);
    }

    private void drain() throws IOException {
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

    /** Truncates the file after its last whole block, and counts the packets after it as lost. */
    private void cutBack(IOException failure) {
        int whole = buffer.position();
        int at = 0;
        while (at < buffer.limit()) {
            int next = at + buffer.getInt(at + Integer.BYTES);
            if (next <= whole) {
                written += next - at;
            } else if (buffer.getInt(at) == ENHANCED_PACKET) {
                packets--;
                lost++;
            }
            at = next;
        }
        try {
            file.truncate(written);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
