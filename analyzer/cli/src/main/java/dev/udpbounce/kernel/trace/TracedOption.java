// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import static dev.udpbounce.kernel.sys.SocketConstants.SOL_IP;
import static dev.udpbounce.kernel.sys.SocketConstants.SOL_IPV6;
import static dev.udpbounce.kernel.sys.SocketConstants.SOL_SOCKET;
import static dev.udpbounce.kernel.sys.SocketConstants.SOL_UDP;

import dev.udpbounce.kernel.sys.SocketConstants;
import org.jspecify.annotations.Nullable;

/**
 * The options that affect the delivery of errors, the other contents of the error queue, or the segmentation of sends.
 */
enum TracedOption {
    IP_RECVERR(SOL_IP, SocketConstants.IP_RECVERR),
    IPV6_RECVERR(SOL_IPV6, SocketConstants.IPV6_RECVERR),
    UDP_SEGMENT(SOL_UDP, SocketConstants.UDP_SEGMENT),
    SO_TIMESTAMPING(SOL_SOCKET, SocketConstants.SO_TIMESTAMPING),
    SO_TIMESTAMPING_NEW(SOL_SOCKET, SocketConstants.SO_TIMESTAMPING_NEW),
    SO_ZEROCOPY(SOL_SOCKET, SocketConstants.SO_ZEROCOPY),
    SO_TXTIME(SOL_SOCKET, SocketConstants.SO_TXTIME);

    private static final TracedOption[] ALL = values();

    private final int level;
    private final int option;

    TracedOption(int level, int option) {
        this.level = level;
        this.option = option;
    }

    static @Nullable TracedOption of(long level, long option) {
        for (TracedOption each : ALL) {
            if (each.level == (int) level && each.option == (int) option) {
                return each;
            }
        }
        return null;
    }
}
