// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.PlainHeader;
import java.nio.ByteBuffer;

/**
 * Classifies the frames of a batch before decoding: frames that hold nothing, frames that hold one plain datagram (see
 * {@link PlainHeader}) with consistent lengths and no tunnel, and frames that need a {@link Decoder}. For the first two
 * kinds, a decoder delivers the same and counts nothing.
 */
final class FirstLook {
    /** A frame that may hold anything. */
    static final byte OTHER = 0;
    /** A frame that holds neither a datagram nor an ICMP error. */
    static final byte NOTHING = 1;
    /** A frame that holds one plain IPv4 datagram. */
    static final byte PLAIN4 = 2;
    /** A frame that holds one plain IPv6 datagram. */
    static final byte PLAIN6 = 3;

    private final byte[] kinds = new byte[FrameBatch.CAPACITY];

    /** Kind of each frame of the last batch. The array is reused. */
    byte[] kinds() {
        return kinds;
    }

    /** Classifies the frames of a batch. */
    void look(FrameBatch batch) {
        boolean ethernet = batch.origin().linkType() == PlainHeader.LINKTYPE;
        ByteBuffer octets = batch.octets();
        int[] offsets = batch.offsets();
        int[] captured = batch.capturedLengths();
        int size = batch.size();
        for (int i = 0; i < size; i++) {
            kinds[i] = ethernet && captured[i] >= PlainHeader.LENGTH4 ? kind(octets, offsets[i], captured[i]) : OTHER;
        }
    }

    private static byte kind(ByteBuffer octets, int at, int captured) {
        int start = octets.getInt(at + PlainHeader.TYPE);
        if ((start & 0xffffff00) == PlainHeader.IP4_WITHOUT_OPTIONS) {
            return kind4(octets, at);
        }
        return isIp6(start, captured) ? kind6(octets, at) : OTHER;
    }

    private static boolean isIp6(int start, int captured) {
        return (start & 0xfffff000) == PlainHeader.IP6 && captured >= PlainHeader.LENGTH6;
    }

    private static byte kind4(ByteBuffer octets, int at) {
        int fragmentTtlProtocol = octets.getInt(at + PlainHeader.FRAGMENT_TTL_PROTOCOL4);
        if ((fragmentTtlProtocol & 0xff) == PlainHeader.UDP) {
            return udp4(octets, at, fragmentTtlProtocol);
        }
        return (fragmentTtlProtocol & 0xff) == PlainHeader.TCP && length4(octets, at) >= 0 ? NOTHING : OTHER;
    }

    private static byte udp4(ByteBuffer octets, int at, int fragmentTtlProtocol) {
        boolean whole = (fragmentTtlProtocol & PlainHeader.FRAGMENTED4) == 0;
        return whole && isPlain(octets, at + PlainHeader.PORTS4, length4(octets, at)) ? PLAIN4 : OTHER;
    }

    /** Length of the IPv4 payload according to the header, octets; negative if it is no length. */
    private static int length4(ByteBuffer octets, int at) {
        return (octets.getShort(at + PlainHeader.TOTAL_LENGTH4) & 0xffff) - PlainHeader.IP_LENGTH4;
    }

    private static byte kind6(ByteBuffer octets, int at) {
        int length = octets.getShort(at + PlainHeader.PAYLOAD_LENGTH6) & 0xffff;
        int protocol = octets.get(at + PlainHeader.NEXT_HEADER6);
        if (protocol == PlainHeader.UDP) {
            return isPlain(octets, at + PlainHeader.PORTS6, length) ? PLAIN6 : OTHER;
        }
        return protocol == PlainHeader.TCP ? NOTHING : OTHER;
    }

    /**
     * Returns whether the UDP length is valid, within the length that IP claims, and the ports are not those of a
     * tunnel.
     */
    private static boolean isPlain(ByteBuffer octets, int ports, int claimed) {
        int length = octets.getShort(ports + PlainHeader.UDP_LENGTH) & 0xffff;
        return length >= PlainHeader.UDP_HEADER_LENGTH
                && length <= claimed
                && !PlainHeader.mayBeTunnel(octets.getInt(ports));
    }
}
