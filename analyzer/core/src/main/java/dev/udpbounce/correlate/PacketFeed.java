// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.DecodeCounts;
import dev.udpbounce.decode.Decoder;
import java.nio.ByteBuffer;

/** Passes packets from memory, without a file, to a correlator. Not thread-safe. */
public final class PacketFeed {
    private static final int NANOSECONDS = 9;

    private final Correlator correlator;
    private final Decoder decoder = new Decoder();
    private final Frame frame = new Frame();
    private final Origin origin;
    private long packets;

    /**
     * @param linkType LINKTYPE_ number of the packets: 1 for Ethernet, 101 for IPv4 and IPv6 without a link layer;
     *     types that {@link Decoder#supports} rejects are ignored
     * @see <a href="https://www.tcpdump.org/linktypes.html">Link-layer header types</a>
     */
    public PacketFeed(Correlator correlator, int linkType) {
        this.correlator = correlator;
        origin = new Origin(0, null, null, linkType, 0, NANOSECONDS);
    }

    /**
     * Passes the next packet.
     *
     * @param timeNs nanoseconds since the Unix epoch
     * @return its number, counted from 1, which is the frame number in the results
     */
    public long packet(long timeNs, byte[] octets) {
        return packet(timeNs, ByteBuffer.wrap(octets), 0, octets.length);
    }

    /** Passes a packet in the octets {@code [offset, offset + length)} of a big-endian buffer, without allocation. */
    public long packet(long timeNs, ByteBuffer octets, int offset, int length) {
        frame.wrap(octets, offset, length, length, timeNs, ++packets, origin);
        correlator.at(frame);
        decoder.decode(frame, correlator);
        return packets;
    }

    /** Returns the counts of unreadable packets so far. */
    public DecodeCounts counts() {
        return decoder.counts();
    }
}
