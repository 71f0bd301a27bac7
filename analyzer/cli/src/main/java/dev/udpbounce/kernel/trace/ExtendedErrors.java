package dev.udpbounce.kernel.trace;

import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.ExtendedError;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the error queue, as {@code recvmsg(MSG_ERRQUEUE)} puts them into control messages.
 *
 * <pre>
 *                     0        4       5     6     8      12          16
 * cmsghdr             length                       level  type        data
 * sock_extended_err   errno    origin  type  code  info   data        the offender's address
 * </pre>
 */
public final class ExtendedErrors {
    private static final int CMSGHDR = 16;
    private static final int EXTENDED_ERROR = 16;
    private static final int SOL_IP = 0;
    private static final int SOL_IPV6 = 41;
    private static final int IP_RECVERR = 11;
    private static final int IPV6_RECVERR = 25;

    private ExtendedErrors() {}

    /**
     * The first entry among control messages.
     *
     * @param control in native byte order, up to its limit
     * @param returned octets of the bounced datagram that the call returned
     * @return null if there is none
     */
    public static @Nullable ExtendedError find(ByteBuffer control, long returned) {
        int at = 0;
        while (at + CMSGHDR <= control.limit()) {
            long size = control.getLong(at);
            int level = control.getInt(at + 8);
            int type = control.getInt(at + 12);
            boolean isError = (level == SOL_IP && type == IP_RECVERR) || (level == SOL_IPV6 && type == IPV6_RECVERR);
            if (isError && at + CMSGHDR + EXTENDED_ERROR <= control.limit()) {
                return entry(control, at + CMSGHDR, returned);
            }
            if (size < CMSGHDR || size > control.limit()) {
                return null;
            }
            at += (int) (size + 7) & ~7;
        }
        return null;
    }

    private static ExtendedError entry(ByteBuffer octets, int at, long returned) {
        int errno = octets.getInt(at);
        Endpoint offender = SocketAddresses.endpoint(octets, at + EXTENDED_ERROR);
        return new ExtendedError(
                errno,
                Errno.name(errno),
                octets.get(at + 4) & 0xff,
                octets.get(at + 5) & 0xff,
                octets.get(at + 6) & 0xff,
                octets.getInt(at + 8) & 0xffffffffL,
                offender == null ? null : offender.address(),
                returned);
    }
}
