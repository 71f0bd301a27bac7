// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.icmp.Errno;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the error queue, {@code struct sock_extended_err}.
 *
 * @param origin who queued the entry, {@code SO_EE_ORIGIN_*}
 * @param type of the ICMP error
 * @param code of the ICMP error; for another origin, its own code
 * @param info next-hop MTU for EMSGSIZE; the kind of a timestamp; the first of the sends whose memory is free again
 * @param offender who reported the error; null for nobody, or if the kernel does not report it
 * @param returned octets of the bounced datagram that were returned
 */
public record ExtendedError(
        int errno,
        int origin,
        int type,
        int code,
        long info,
        @Nullable IpAddress offender,
        long returned) {
    /** {@code SO_EE_ORIGIN_LOCAL}: this host itself, for a send that failed. */
    public static final int LOCAL = 1;
    /** {@code SO_EE_ORIGIN_ICMP}. */
    public static final int ICMP = 2;
    /** {@code SO_EE_ORIGIN_ICMP6}. */
    public static final int ICMP6 = 3;
    /** {@code SO_EE_ORIGIN_TIMESTAMPING}, which has the same value as {@code SO_EE_ORIGIN_TXSTATUS}. */
    public static final int TIMESTAMPING = 4;
    /** {@code SO_EE_ORIGIN_ZEROCOPY}. */
    public static final int ZEROCOPY = 5;
    /** {@code SO_EE_ORIGIN_TXTIME}. */
    public static final int TXTIME = 6;

    /** Returns the name of the errno; null if that is 0. */
    public @Nullable String errnoName() {
        return Errno.linuxName(errno);
    }

    /** Returns whether the entry is an ICMP error. */
    public boolean isIcmp() {
        return origin == ICMP || origin == ICMP6;
    }

    /** Returns the MTU of the entry in octets; 0 if it has none. */
    public long mtu() {
        return errno == Errno.EMSGSIZE.linux() && origin <= ICMP6 ? info : 0;
    }
}
