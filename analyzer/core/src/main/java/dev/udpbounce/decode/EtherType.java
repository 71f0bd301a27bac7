// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

/** Values of the Ethernet length/type field and the protocols they announce (IEEE 802.3, clause 3.2.6). */
final class EtherType {
    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;

    /** Lowest type. Smaller values are lengths if at most 1500, and undefined otherwise. */
    static final int MIN = 0x0600;

    private static final int MAX_LENGTH = 1500;

    /** Transparent Ethernet bridging (RFC 1701): an Ethernet frame inside a tunnel. */
    private static final int BRIDGED = 0x6558;

    private static final int MPLS = 0x8847;
    private static final int MPLS_UPSTREAM = 0x8848;
    private static final int PPPOE_SESSION = 0x8864;
    private static final int TAG = 0x8100;
    private static final int SERVICE_TAG = 0x88a8;
    private static final int OLD_SERVICE_TAG = 0x9100;

    private EtherType() {}

    /** Passes {@code [at, end)} on to the protocol that the type or length announces. */
    static Protocol next(Walk walk, int type, int at, int end) {
        return type == IPV4 ? walk.next(Protocol.IPV4, at, end) : other(walk, type, at, end);
    }

    /**
     * Like {@link #next}, but inside a tunnel: Ethernet frames are allowed, and a length in place of the type is not.
     */
    static Protocol nextInTunnel(Walk walk, int type, int at, int end) {
        if (type == BRIDGED) {
            return walk.next(Protocol.ETHERNET, at, end);
        }
        return type >= MIN ? next(walk, type, at, end) : Protocol.NONE;
    }

    private static Protocol other(Walk walk, int type, int at, int end) {
        return switch (type) {
            case IPV6 -> walk.next(Protocol.IPV6, at, end);
            case TAG, SERVICE_TAG, OLD_SERVICE_TAG -> walk.next(Protocol.VLAN_TAG, at, end);
            case MPLS, MPLS_UPSTREAM -> walk.next(Protocol.MPLS, at, end);
            case PPPOE_SESSION -> walk.next(Protocol.PPPOE, at, end);
            // Octets beyond the length are padding.
            default -> type <= MAX_LENGTH ? walk.next(Protocol.LLC, at, Math.min(end, at + type)) : Protocol.NONE;
        };
    }
}
