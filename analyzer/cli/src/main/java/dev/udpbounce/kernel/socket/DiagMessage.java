// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.kernel.sys.NetlinkAttributes;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * {@code struct inet_diag_msg} (linux/inet_diag.h), in native byte order except for ports and addresses:
 *
 * <pre>
 *  0  family, state, timer, retransmissions: an octet each
 *  4  source port, destination port: 16 bits each
 *  8  source address, 24 destination address: 128 bits each, IPv4 in the first 32
 * 40  interface
 * 44  cookie, lower half, 48 upper half
 * 52  expires
 * 56  receive queue, 60 send queue
 * 64  uid
 * 68  inode
 * 72  attributes
 * </pre>
 */
final class DiagMessage {
    static final int SIZE = 72;

    private static final int STATE = 1;
    private static final int SOURCE_PORT = 4;
    private static final int DESTINATION_PORT = 6;
    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;
    private static final int INTERFACE = 40;
    private static final int COOKIE_LOW = 44;
    private static final int COOKIE_HIGH = 48;
    private static final int RECEIVE_QUEUE = 56;
    private static final int UID = 64;
    private static final int INODE = 68;

    private static final int INET_DIAG_SOCKOPT = 22;

    /** {@code recverr} is the first bit field of {@code struct inet_diag_sockopt}. */
    private static final int RECVERR_BIT = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 1 : 0x80;

    private DiagMessage() {}

    /**
     * Reads the message in {@code [at, end)}.
     *
     * @param octets in native byte order
     * @return null if the message is truncated or of an unknown family
     */
    static @Nullable SocketState read(ByteBuffer octets, int at, int end) {
        if (at < 0 || end > octets.capacity() || end - at < SIZE) {
            return null;
        }
        int family = octets.get(at) & 0xff;
        if (family != SocketConstants.AF_INET && family != SocketConstants.AF_INET6) {
            return null;
        }
        long cookieLow = octets.getInt(at + COOKIE_LOW) & 0xffffffffL;
        long cookieHigh = octets.getInt(at + COOKIE_HIGH) & 0xffffffffL;
        return new SocketState(
                family,
                octets.get(at + STATE) == SocketConstants.ESTABLISHED,
                address(octets, family, at + SOURCE),
                port(octets, at + SOURCE_PORT),
                address(octets, family, at + DESTINATION),
                port(octets, at + DESTINATION_PORT),
                octets.getInt(at + INTERFACE),
                cookieHigh << 32 | cookieLow,
                octets.getInt(at + UID),
                octets.getInt(at + INODE) & 0xffffffffL,
                octets.getInt(at + RECEIVE_QUEUE) & 0xffffffffL,
                recverr(octets, at + SIZE, end));
    }

    private static @Nullable Boolean recverr(ByteBuffer octets, int from, int end) {
        int at = NetlinkAttributes.find(octets, from, end, INET_DIAG_SOCKOPT);
        return NetlinkAttributes.length(octets, at) > 0
                ? (octets.get(at + NetlinkAttributes.HEADER) & RECVERR_BIT) != 0
                : null;
    }

    private static int port(ByteBuffer octets, int at) {
        return (octets.get(at) & 0xff) << 8 | (octets.get(at + 1) & 0xff);
    }

    private static IpAddress address(ByteBuffer octets, int family, int at) {
        if (family == SocketConstants.AF_INET) {
            return new IpAddress(4, 0, bigEndian(octets.getInt(at)));
        }
        long high = bigEndian(octets.getInt(at)) << 32 | bigEndian(octets.getInt(at + 4));
        long low = bigEndian(octets.getInt(at + 8)) << 32 | bigEndian(octets.getInt(at + 12));
        boolean mapped = high == 0 && low >>> 32 == 0xffff;
        return mapped ? new IpAddress(4, 0, low & 0xffffffffL) : new IpAddress(6, high, low);
    }

    /** Converts a big-endian 32-bit value that was read in native byte order. */
    static long bigEndian(int bits) {
        return (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? bits : Integer.reverseBytes(bits)) & 0xffffffffL;
    }
}
