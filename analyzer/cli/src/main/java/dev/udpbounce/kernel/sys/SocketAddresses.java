// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.SocketCall.Endpoint;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code struct sockaddr_in} and {@code sockaddr_in6}.
 *
 * <pre>
 *        0       2      4          8                    24
 * v4     family  port   address    (zero)
 * v6     family  port   flow info  address              scope
 * </pre>
 *
 * The family is in native byte order, port and address are in network byte order.
 */
public final class SocketAddresses {
    /** Size of the larger structure, in octets. */
    public static final int SIZE = 28;

    private static final int V4_SIZE = 8;
    private static final int V6_SIZE = 24;

    private SocketAddresses() {}

    /** Returns the family; -1 if the structure is truncated. */
    public static int family(ByteBuffer octets) {
        return octets.limit() < 2 ? -1 : octets.getShort(0);
    }

    /** Reads the endpoint at index {@code at}; null if it is not an IP address or is truncated. */
    public static @Nullable Endpoint endpoint(ByteBuffer octets, int at) {
        int present = octets.limit() - at;
        if (present < V4_SIZE) {
            return null;
        }
        int family = octets.getShort(at);
        int port = Byte.toUnsignedInt(octets.get(at + 2)) << 8 | Byte.toUnsignedInt(octets.get(at + 3));
        if (family == SocketConstants.AF_INET) {
            return new Endpoint(new IpAddress(4, 0, bigEndian(octets, at + 4, 4)), port);
        }
        if (family == SocketConstants.AF_INET6 && present >= V6_SIZE) {
            return new Endpoint(new IpAddress(6, bigEndian(octets, at + 8, 8), bigEndian(octets, at + 16, 8)), port);
        }
        return null;
    }

    private static long bigEndian(ByteBuffer octets, int at, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = (value << 8) | (octets.get(at + i) & 0xff);
        }
        return value;
    }
}
