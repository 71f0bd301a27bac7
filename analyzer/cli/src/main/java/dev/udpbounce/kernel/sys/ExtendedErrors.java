// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import dev.udpbounce.event.ExtendedError;
import dev.udpbounce.event.SocketCall.Endpoint;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the error queue, as returned in control messages by {@code recvmsg(MSG_ERRQUEUE)}.
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

    private ExtendedErrors() {}

    /**
     * Finds the first entry in control messages.
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
            boolean isError = (level == SocketConstants.SOL_IP && type == SocketConstants.IP_RECVERR)
                    || (level == SocketConstants.SOL_IPV6 && type == SocketConstants.IPV6_RECVERR);
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
        int origin = octets.get(at + 4) & 0xff;
        // Only ICMP errors carry a meaningful offender address.
        boolean icmp = origin == ExtendedError.ICMP || origin == ExtendedError.ICMP6;
        Endpoint offender = icmp ? SocketAddresses.endpoint(octets, at + EXTENDED_ERROR) : null;
        return new ExtendedError(
                errno,
                origin,
                octets.get(at + 5) & 0xff,
                octets.get(at + 6) & 0xff,
                octets.getInt(at + 8) & 0xffffffffL,
                offender == null ? null : offender.address(),
                returned);
    }
}
