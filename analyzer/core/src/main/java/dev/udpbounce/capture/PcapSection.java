// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the packets of a pcap file as a pcapng section: a section header, a description of each link type when its
 * first packet comes, and enhanced packet blocks in the resolution of the file.
 */
final class PcapSection {
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int SECTION_OPTIONS = 24;
    private static final int IF_TSRESOL = 9;
    /** Octets of a header block without comments, at most. */
    private static final int HEADER = 64;

    private static final int AROUND_PACKET = 36;
    private static final int NANOSECONDS = 9;
    private static final long NS_PER_MICROSECOND = 1000;

    private final OutputStream out;
    private final CommentedBlock block = new CommentedBlock();
    private final Map<Integer, Integer> interfaces = new HashMap<>();

    /** @param comments comments on the section */
    PcapSection(OutputStream out, List<String> comments) throws IOException {
        this.out = out;
        block.begin(HEADER, true)
                .putInt(PcapngBlocks.SECTION_HEADER)
                .putInt(0)
                .putInt(BYTE_ORDER_MAGIC)
                .putShort((short) 1)
                .putShort((short) 0)
                .putLong(-1);
        block.end();
        block.add(comments, SECTION_OPTIONS);
        block.writeTo(out);
    }

    /** Writes a packet. */
    void packet(Frame frame, List<String> comments) throws IOException {
        Origin origin = frame.origin();
        Integer known = interfaces.get(origin.id());
        int number = known == null ? describe(origin) : known;
        long ticks = origin.precision() == NANOSECONDS ? frame.timeNs() : frame.timeNs() / NS_PER_MICROSECOND;
        int captured = frame.capturedLength();
        ByteBuffer buffer = block.begin(AROUND_PACKET + captured, true);
        buffer.putInt(PcapngReader.ENHANCED_PACKET)
                .putInt(0)
                .putInt(number)
                .putInt((int) (ticks >>> 32))
                .putInt((int) ticks)
                .putInt(captured)
                .putInt((int) frame.wireLength());
        buffer.put(buffer.position(), frame.octets(), frame.offset(), captured);
        buffer.position(buffer.position() + captured);
        block.end();
        block.add(comments, PcapngReader.optionsAt(captured));
        block.writeTo(out);
    }

    private int describe(Origin origin) throws IOException {
        int number = interfaces.size();
        interfaces.put(origin.id(), number);
        block.begin(HEADER, true)
                .putInt(PcapngReader.INTERFACE_DESCRIPTION)
                .putInt(0)
                .putShort((short) origin.linkType())
                .putShort((short) 0)
                .putInt(origin.snapLength())
                .putShort((short) IF_TSRESOL)
                .putShort((short) 1)
                .putInt(origin.precision())
                .putInt(0);
        block.end();
        block.writeTo(out);
        return number;
    }
}
