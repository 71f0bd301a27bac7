// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import dev.udpbounce.capture.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The BSD loopback header (LINKTYPE_NULL and LINKTYPE_LOOP):
 *
 * <pre>
 *  0  address family of the capturing host (4)
 *  4  IP
 * </pre>
 *
 * Tunnel interfaces of BSD and macOS use the same link layer.
 */
public final class Loopback {

    /** Name prefixes of the BSD and macOS interfaces with this link layer that are not loopback interfaces. */
    private static final String[] TUNNELS = {"utun", "tun", "gif", "stf", "ipsec", "ppp", "wg"};

    private static final int FAMILY = 0;
    private static final int HEADER_LENGTH = FAMILY + 4;

    private static final int INET = 2;
    private static final int INET6_LINUX = 10;
    private static final int INET6_WINDOWS = 23;
    private static final int INET6_OPENBSD = 24;
    private static final int INET6_FREEBSD = 28;
    private static final int INET6_DARWIN = 30;

    private Loopback() {}

    /**
     * Returns whether an interface is a loopback interface: one with this link layer and without the name of a tunnel.
     */
    public static boolean is(Origin origin) {
        LinkLayer layer = LinkLayer.of(origin.linkType());
        return (layer == LinkLayer.NULL || layer == LinkLayer.LOOP) && !isTunnel(origin.interfaceName());
    }

    private static boolean isTunnel(@Nullable String name) {
        if (name != null) {
            for (String kind : TUNNELS) {
                if (name.startsWith(kind)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Decodes LINKTYPE_NULL: the family is in the byte order of the capturing host, which is inferred from its small
     * value.
     */
    static Protocol decodeNull(Walk walk, int at, int end) {
        if (!walk.holds(HEADER_LENGTH, at, end, Malformation.LINK_TRUNCATED)) {
            return Protocol.NONE;
        }
        int family = walk.octets.getInt(at + FAMILY);
        return next(walk, (family & 0xffff) == 0 ? Integer.reverseBytes(family) : family, at, end);
    }

    /** Decodes LINKTYPE_LOOP: the family is in network byte order. */
    static Protocol decodeLoop(Walk walk, int at, int end) {
        if (!walk.holds(HEADER_LENGTH, at, end, Malformation.LINK_TRUNCATED)) {
            return Protocol.NONE;
        }
        return next(walk, walk.octets.getInt(at + FAMILY), at, end);
    }

    private static Protocol next(Walk walk, int family, int at, int end) {
        return switch (family) {
            case INET -> walk.next(Protocol.IPV4, at + HEADER_LENGTH, end);
            case INET6_LINUX, INET6_WINDOWS, INET6_OPENBSD, INET6_FREEBSD, INET6_DARWIN ->
                walk.next(Protocol.IPV6, at + HEADER_LENGTH, end);
            default -> Protocol.NONE;
        };
    }
}
