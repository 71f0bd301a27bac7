// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import org.jspecify.annotations.Nullable;

/**
 * The supported link types: their numbers and the first header of their frames. The numbers are
 * <a href="https://www.tcpdump.org/linktypes.html">LINKTYPE_</a> values, except 12 and 14, which some systems wrote for
 * raw IP.
 */
enum LinkLayer {
    NULL(0),
    EN10MB(Ethernet.LINKTYPE),
    PPP(9, 50),
    RAW(101, 12, 14),
    PPP_ETHER(51),
    C_HDLC(104),
    IEEE802_11(105),
    LOOP(108),
    LINUX_SLL(113),
    IEEE802_11_RADIOTAP(127),
    PPP_WITH_DIR(204),
    C_HDLC_WITH_DIR(205),
    MPLS(219),
    IPV4(228),
    IPV6(229),
    LINUX_SLL2(276);

    /** Octets of the direction field (sent or received) before the frame. */
    private static final int DIRECTION = 1;

    private static final int NUMBERS = 512;
    private static final @Nullable LinkLayer[] BY_NUMBER = new LinkLayer[NUMBERS];

    static {
        for (LinkLayer layer : values()) {
            for (int number : layer.numbers) {
                BY_NUMBER[number] = layer;
            }
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // read once, above
    private final int[] numbers;

    LinkLayer(int... numbers) {
        this.numbers = numbers;
    }

    /** Link layer with this LINKTYPE_ number, or null if unsupported. */
    static @Nullable LinkLayer of(int number) {
        return number >= 0 && number < NUMBERS ? BY_NUMBER[number] : null;
    }

    /** Returns whether its frames show the direction of a packet, which may then be seen in two. */
    boolean isCooked() {
        return this == LINUX_SLL || this == LINUX_SLL2;
    }

    /** Decodes the first header of the frame {@code [at, end)} and returns the next protocol. */
    Protocol decode(Walk walk, int at, int end) {
        return switch (this) {
            case NULL -> Loopback.decodeNull(walk, at, end);
            case EN10MB -> Ethernet.decode(walk, at, end);
            case PPP -> Ppp.decodeFramed(walk, at, end);
            case RAW -> RawIp.decode(walk, at, end);
            case PPP_ETHER -> Pppoe.decode(walk, at, end);
            case C_HDLC -> Ppp.decodeCisco(walk, at, end);
            case IEEE802_11 -> Wlan.decode(walk, at, end, false);
            case LOOP -> Loopback.decodeLoop(walk, at, end);
            case LINUX_SLL -> Cooked.decode(walk, at, end);
            case IEEE802_11_RADIOTAP -> Radiotap.decode(walk, at, end);
            case PPP_WITH_DIR -> Ppp.decodeFramed(walk, at + DIRECTION, end);
            case C_HDLC_WITH_DIR -> Ppp.decodeCisco(walk, at + DIRECTION, end);
            case MPLS -> Mpls.decode(walk, at, end);
            case IPV4 -> Ip4.decode(walk, at, end);
            case IPV6 -> Ip6.decode(walk, at, end);
            case LINUX_SLL2 -> Cooked.decodeV2(walk, at, end);
        };
    }
}
