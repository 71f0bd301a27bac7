// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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

    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int INTERFACE_STATISTICS = 5;
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

    private final PcapngOutput out;
    private long packets;
    /** Packets that came after a failure. */
    private long refused;

    private PcapngWriter(FileChannel file) {
        out = new PcapngOutput(file);
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
        out.begin(PcapngBlocks.SECTION_HEADER, 64 + 2 * PcapngOutput.LONGEST_OPTION)
                .putInt(BYTE_ORDER_MAGIC)
                .putShort((short) 1)
                .putShort((short) 0)
                .putLong(-1);
        out.text(SHB_OS, system);
        out.text(SHB_USERAPPL, application);
        out.endOfOptions();
        out.end();
        for (Described each : interfaces) {
            describe(each);
        }
        out.drain();
    }

    /** Describes one more interface, whose number follows those described so far. */
    public synchronized void describe(Described one) throws IOException {
        if (out.failed()) {
            return;
        }
        out.begin(PcapngReader.INTERFACE_DESCRIPTION, 64 + PcapngOutput.LONGEST_OPTION)
                .putShort((short) one.linkType())
                .putShort((short) 0)
                .putInt(one.snapLength());
        if (one.name() != null) {
            out.text(IF_NAME, one.name());
        }
        out.option(IF_TSRESOL, 1).putInt(9);
        out.endOfOptions();
        out.end();
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
        if (out.failed()) {
            refused++;
            return;
        }
        ByteBuffer buffer;
        try {
            buffer = out.begin(PcapngReader.ENHANCED_PACKET, AROUND_PACKET + captured + 3 + octetsOf(comments));
        } catch (IOException e) {
            refused++;
            throw e;
        }
        buffer.putInt(number)
                .putInt((int) (timeNs >>> 32))
                .putInt((int) timeNs)
                .putInt(captured)
                .putInt((int) wireLength);
        buffer.put(buffer.position(), octets, offset, captured);
        buffer.position(buffer.position() + captured);
        out.pad();
        for (String comment : comments) {
            out.text(Comments.OPT_COMMENT, comment);
        }
        if (!comments.isEmpty()) {
            out.endOfOptions();
        }
        out.end();
        packets++;
    }

    /** Returns the octets that comments take in a block, at most; 0 if there are none. */
    public static int octetsOf(List<String> comments) {
        int octets = 0;
        for (String comment : comments) {
            octets += 2 * Integer.BYTES + Math.min(3 * comment.length(), PcapngOutput.LONGEST_OPTION);
        }
        return comments.isEmpty() ? 0 : octets + Integer.BYTES;
    }

    /** Returns the octets of a packet's block without comments. */
    public static int octetsOf(int captured) {
        return AROUND_PACKET + (captured + 3 & -Integer.BYTES);
    }

    /** Writes the statistics of an interface at the end of its capture. */
    public synchronized void statistics(int number, Statistics statistics) throws IOException {
        if (out.failed()) {
            return;
        }
        out.begin(INTERFACE_STATISTICS, 128)
                .putInt(number)
                .putInt((int) (statistics.endNs() >>> 32))
                .putInt((int) statistics.endNs());
        out.time(ISB_STARTTIME, statistics.startNs());
        out.time(ISB_ENDTIME, statistics.endNs());
        out.count(ISB_IFDROP, statistics.droppedByInterface());
        out.count(ISB_OSDROP, statistics.droppedByKernel());
        out.count(ISB_USRDELIV, statistics.delivered());
        out.endOfOptions();
        out.end();
    }

    /** Writes all data to the operating system, where it survives the end of this process. */
    public synchronized void flush() throws IOException {
        if (!out.failed()) {
            out.drain();
        }
    }

    /** Size of the file in octets after the next flush. */
    public synchronized long size() {
        return out.size();
    }

    /** Packets in the file after the next flush. */
    public synchronized long packets() {
        return packets - out.cutPackets();
    }

    /** Packets that could not be written. */
    public synchronized long lost() {
        return refused + out.cutPackets();
    }

    /** Flushes and closes the file. After a failure, only closes it. */
    @Override
    public synchronized void close() throws IOException {
        try (PcapngOutput closed = out) {
            if (closed.isOpen()) {
                flush();
            }
        }
    }
}
