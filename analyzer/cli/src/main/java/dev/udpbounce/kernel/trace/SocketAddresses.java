package dev.udpbounce.kernel.trace;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.timeline.SocketCall.Endpoint;
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
 * The family is in the machine's byte order, port and address in that of the network.
 */
public final class SocketAddresses {
    /** Octets of the longer one. */
    public static final int SIZE = 28;

    static final int AF_UNSPEC = 0;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int V4_SIZE = 8;
    private static final int V6_SIZE = 24;

    private SocketAddresses() {}

    /** The family; -1 where there are not enough octets. */
    static int family(ByteBuffer octets) {
        return octets.limit() < 2 ? -1 : octets.getShort(0);
    }

    /** The endpoint at index {@code at}; null if it is none of IP, or cut off. */
    public static @Nullable Endpoint endpoint(ByteBuffer octets, int at) {
        int present = octets.limit() - at;
        if (present < V4_SIZE) {
            return null;
        }
        int family = octets.getShort(at);
        int port = Byte.toUnsignedInt(octets.get(at + 2)) << 8 | Byte.toUnsignedInt(octets.get(at + 3));
        if (family == AF_INET) {
            return new Endpoint(new IpAddress(4, 0, bigEndian(octets, at + 4, 4)), port);
        }
        if (family == AF_INET6 && present >= V6_SIZE) {
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
