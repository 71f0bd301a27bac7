// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/**
 * The Linux cooked-capture headers, as written for the device {@code any} (LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2).
 *
 * <pre>
 *      SLL                             SLL2
 *  0   packet type (2)             0   protocol (2)
 *  2   device type, ARPHRD_ (2)    2   0 (2)
 *  4   address length (2)          4   interface (4)
 *  6   address (8)                 8   device type, ARPHRD_ (2)
 * 14   protocol (2)               10   packet type (1)
 *                                 11   address length (1)
 *                                 12   address (8)
 * </pre>
 *
 * The protocol is an {@link EtherType} unless the device type says otherwise.
 */
final class Cooked {
    private static final int PACKET_TYPE = 0;
    private static final int DEVICE = PACKET_TYPE + 2;
    private static final int ADDRESS_LENGTH = DEVICE + 2;
    private static final int ADDRESS = ADDRESS_LENGTH + 2;
    private static final int PROTOCOL = ADDRESS + 8;
    private static final int HEADER_LENGTH = PROTOCOL + 2;

    private static final int PROTOCOL_V2 = 0;
    private static final int RESERVED_V2 = PROTOCOL_V2 + 2;
    private static final int INTERFACE_V2 = RESERVED_V2 + 2;
    private static final int DEVICE_V2 = INTERFACE_V2 + 4;
    private static final int PACKET_TYPE_V2 = DEVICE_V2 + 2;
    private static final int ADDRESS_LENGTH_V2 = PACKET_TYPE_V2 + 1;
    private static final int ADDRESS_V2 = ADDRESS_LENGTH_V2 + 1;
    private static final int HEADER_LENGTH_V2 = ADDRESS_V2 + 8;

    private static final int LLC = 0x0004;
    private static final int ARPHRD_IEEE80211_RADIOTAP = 803;
    private static final int ARPHRD_NETLINK = 824;

    private Cooked() {}

    static Protocol decode(Walk walk, int at, int end) {
        if (!walk.holds(HEADER_LENGTH, at, end, Malformation.LINK_TRUNCATED)) {
            return Protocol.NONE;
        }
        walk.packetType = walk.octets.getShort(at + PACKET_TYPE) & 0xffff;
        int device = walk.octets.getShort(at + DEVICE) & 0xffff;
        int protocol = walk.octets.getShort(at + PROTOCOL) & 0xffff;
        return next(walk, device, protocol, at + HEADER_LENGTH, end);
    }

    static Protocol decodeV2(Walk walk, int at, int end) {
        if (!walk.holds(HEADER_LENGTH_V2, at, end, Malformation.LINK_TRUNCATED)) {
            return Protocol.NONE;
        }
        walk.packetType = walk.octets.get(at + PACKET_TYPE_V2) & 0xff;
        walk.interfaceIndex = walk.octets.getInt(at + INTERFACE_V2);
        int device = walk.octets.getShort(at + DEVICE_V2) & 0xffff;
        int protocol = walk.octets.getShort(at + PROTOCOL_V2) & 0xffff;
        return next(walk, device, protocol, at + HEADER_LENGTH_V2, end);
    }

    private static Protocol next(Walk walk, int device, int protocol, int at, int end) {
        if (device == ARPHRD_NETLINK) {
            return Protocol.NONE;
        }
        if (device == ARPHRD_IEEE80211_RADIOTAP) {
            return walk.next(Protocol.RADIOTAP, at, end);
        }
        if (protocol >= EtherType.MIN) {
            return EtherType.next(walk, protocol, at, end);
        }
        return protocol == LLC ? walk.next(Protocol.LLC, at, end) : Protocol.NONE;
    }
}
