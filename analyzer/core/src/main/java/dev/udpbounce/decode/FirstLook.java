package dev.udpbounce.decode;

import dev.udpbounce.capture.FrameBatch;
import java.nio.ByteBuffer;

/**
 * Sorts the frames of a batch before any is decoded: those that hold nothing, those that hold one plain datagram, and
 * those that a {@link Decoder} has to tell. A plain datagram stands in an untagged Ethernet frame, in an IP packet
 * without options, extension headers or fragments, with lengths that agree, and is no tunnel's. For a frame of either
 * of the first two kinds a decoder would deliver as much, and count nothing.
 */
public final class FirstLook {
    /** A frame that may hold anything. */
    public static final byte OTHER = 0;
    /** A frame that holds neither a datagram nor an ICMP error. */
    public static final byte NOTHING = 1;
    /** A frame that holds one plain datagram over IPv4. */
    public static final byte PLAIN4 = 2;
    /** A frame that holds one plain datagram over IPv6. */
    public static final byte PLAIN6 = 3;

    private static final int EN10MB = 1;
    private static final int IP = Ethernet.HEADER_LENGTH;
    private static final int LEAST = IP + Ip4.HEADER_LENGTH + Udp.HEADER_LENGTH;
    private static final int LEAST6 = IP + Ip6.HEADER_LENGTH + Udp.HEADER_LENGTH;
    private static final int TCP = 6;
    /** The Ethernet type, then version 4, 5 words of header, and the type of service. */
    private static final int IP4_WITHOUT_OPTIONS = EtherType.IPV4 << 16 | 0x4500;

    private static final int IP6 = EtherType.IPV6 << 16 | 0x6000;

    private final byte[] kinds = new byte[FrameBatch.CAPACITY];

    /** What each frame of the last batch holds; lent. */
    public byte[] kinds() {
        return kinds;
    }

    /** Sorts the frames of a batch. */
    public void look(FrameBatch batch) {
        boolean ethernet = batch.origin().linkType() == EN10MB;
        ByteBuffer octets = batch.octets();
        int[] offsets = batch.offsets();
        int[] captured = batch.capturedLengths();
        int size = batch.size();
        for (int i = 0; i < size; i++) {
            kinds[i] = ethernet && captured[i] >= LEAST ? kind(octets, offsets[i], captured[i]) : OTHER;
        }
    }

    private static byte kind(ByteBuffer octets, int at, int captured) {
        int start = octets.getInt(at + IP - 2);
        if ((start & 0xffffff00) == IP4_WITHOUT_OPTIONS) {
            return kind4(octets, at + IP);
        }
        return (start & 0xfffff000) == IP6 && captured >= LEAST6 ? kind6(octets, at + IP) : OTHER;
    }

    private static byte kind4(ByteBuffer octets, int ip) {
        int length = (octets.getShort(ip + 2) & 0xffff) - Ip4.HEADER_LENGTH;
        int fragmentTtlProtocol = octets.getInt(ip + Ip4.FRAGMENT);
        int protocol = fragmentTtlProtocol & 0xff;
        if (protocol == IpProtocol.UDP) {
            int fragment = fragmentTtlProtocol >>> 16 & (Ip4.MORE_FRAGMENTS | Ip4.FRAGMENT_OFFSET);
            return fragment == 0 && isPlain(octets, ip + Ip4.HEADER_LENGTH, length) ? PLAIN4 : OTHER;
        }
        return protocol == TCP && length >= 0 ? NOTHING : OTHER;
    }

    private static byte kind6(ByteBuffer octets, int ip) {
        int length = octets.getShort(ip + Ip6.PAYLOAD_LENGTH) & 0xffff;
        int protocol = octets.get(ip + Ip6.NEXT_HEADER);
        if (protocol == IpProtocol.UDP) {
            return isPlain(octets, ip + Ip6.HEADER_LENGTH, length) ? PLAIN6 : OTHER;
        }
        return protocol == TCP ? NOTHING : OTHER;
    }

    /** Whether the UDP length is sound within what IP claims, and the ports are no tunnel's. */
    private static boolean isPlain(ByteBuffer octets, int udp, int claimed) {
        int length = octets.getShort(udp + Udp.LENGTH) & 0xffff;
        return length >= Udp.HEADER_LENGTH && length <= claimed && !UdpTunnels.mayUse(octets.getInt(udp));
    }
}
