// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.translation;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Flow;
import dev.udpbounce.kernel.sys.Netlink;
import dev.udpbounce.kernel.sys.NetlinkAttributes;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the kernel's table of connections ({@code nf_conntrack}) whose addresses or ports are translated. A message
 * has {@code struct nfgenmsg}, 32 bits, and attributes (linux/netfilter/nfnetlink_conntrack.h): a tuple of the datagrams
 * of the original direction as they come, and one of those of the opposite direction as they come.
 *
 * <pre>
 *            before           after
 *  original  original         reply, reversed
 *  opposite  reply            original, reversed
 * </pre>
 *
 * @param original datagrams of the original direction, before the translation
 * @param reply datagrams of the opposite direction, before the translation
 */
record Connection(Flow original, Flow reply) {
    static final int ATTRIBUTES = Netlink.HEADER + 4;

    static final int CTA_TUPLE_ORIG = 1;
    private static final int CTA_TUPLE_REPLY = 2;

    private static final int CTA_TUPLE_IP = 1;
    static final int CTA_TUPLE_PROTO = 2;

    private static final int CTA_IP_V4_SRC = 1;
    private static final int CTA_IP_V4_DST = 2;
    private static final int CTA_IP_V6_SRC = 3;
    private static final int CTA_IP_V6_DST = 4;

    static final int CTA_PROTO_NUM = 1;
    private static final int CTA_PROTO_SRC_PORT = 2;
    private static final int CTA_PROTO_DST_PORT = 3;

    private static final int OCTETS_OF_4 = 4;
    private static final int OCTETS_OF_6 = 16;

    /**
     * Reads the message in {@code [at, end)}.
     *
     * @param octets in native byte order
     * @return null if it is not about UDP, or if nothing is translated
     */
    static @Nullable Connection read(ByteBuffer octets, int at, int end) {
        Flow original = tuple(octets, at, end, CTA_TUPLE_ORIG);
        Flow reply = original == null ? null : tuple(octets, at, end, CTA_TUPLE_REPLY);
        return original == null
                        || reply == null
                        || reply.version() != original.version()
                        || reply.reversed().equals(original)
                ? null
                : new Connection(original, reply);
    }

    private static @Nullable Flow tuple(ByteBuffer octets, int at, int end, int type) {
        int tuple = NetlinkAttributes.find(octets, at + ATTRIBUTES, end, type);
        int protocol = NetlinkAttributes.findWithin(octets, tuple, CTA_TUPLE_PROTO);
        int number = NetlinkAttributes.findWithin(octets, protocol, CTA_PROTO_NUM);
        if (NetlinkAttributes.length(octets, number) < 1
                || octets.get(number + NetlinkAttributes.HEADER) != SocketConstants.IPPROTO_UDP) {
            return null;
        }
        int ends = NetlinkAttributes.findWithin(octets, tuple, CTA_TUPLE_IP);
        IpAddress source = address(octets, ends, CTA_IP_V4_SRC, CTA_IP_V6_SRC);
        IpAddress destination = address(octets, ends, CTA_IP_V4_DST, CTA_IP_V6_DST);
        int sourcePort = port(octets, protocol, CTA_PROTO_SRC_PORT);
        int destinationPort = port(octets, protocol, CTA_PROTO_DST_PORT);
        return source == null || destination == null || sourcePort < 0 || destinationPort < 0
                ? null
                : new Flow(source, sourcePort, destination, destinationPort);
    }

    private static @Nullable IpAddress address(ByteBuffer octets, int parent, int type4, int type6) {
        int four = NetlinkAttributes.findWithin(octets, parent, type4);
        if (NetlinkAttributes.length(octets, four) == OCTETS_OF_4) {
            return new IpAddress(4, 0, bigEndian(octets, four + NetlinkAttributes.HEADER, OCTETS_OF_4));
        }
        int six = NetlinkAttributes.findWithin(octets, parent, type6);
        int at = six + NetlinkAttributes.HEADER;
        return NetlinkAttributes.length(octets, six) == OCTETS_OF_6
                ? new IpAddress(6, bigEndian(octets, at, Long.BYTES), bigEndian(octets, at + Long.BYTES, Long.BYTES))
                : null;
    }

    private static int port(ByteBuffer octets, int parent, int type) {
        int at = NetlinkAttributes.findWithin(octets, parent, type);
        return NetlinkAttributes.length(octets, at) == Short.BYTES
                ? (int) bigEndian(octets, at + NetlinkAttributes.HEADER, Short.BYTES)
                : -1;
    }

    private static long bigEndian(ByteBuffer octets, int at, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << Byte.SIZE | (octets.get(at + i) & 0xff);
        }
        return value;
    }
}
