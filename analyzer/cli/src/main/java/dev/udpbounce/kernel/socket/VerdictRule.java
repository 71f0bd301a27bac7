// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.icmp.Delivery;
import dev.udpbounce.icmp.IcmpCode;
import org.jspecify.annotations.Nullable;

/**
 * Predicts what a socket does with an error, following {@code __udp4_lib_err} and {@code __udp6_lib_err}. Of the
 * socket's options the kernel reports only IP_RECVERR, which governs ICMP errors, and only while the socket exists. If
 * the options are not known from another source, the receive queue is the evidence: a queued error occupies memory
 * there until it is read.
 */
final class VerdictRule {
    /** The state of the receive queue as evidence of a queued error. */
    enum Queue {
        /** The queue is empty. */
        EMPTY,
        /** The queue grew with the error, and no datagram arrived that could be the cause. */
        GREW,
        /** The queue holds something, possibly a datagram. */
        UNCLEAR
    }

    private VerdictRule() {}

    /**
     * Returns the verdict on a socket that was observed after the error arrived.
     *
     * @param options null if unknown
     * @param ended whether the observation is of the socket's end, when the program may have read queued errors
     */
    static Verdict of(IcmpCode error, SocketState socket, @Nullable SocketOptions options, Queue queue, boolean ended) {
        Delivery delivery = error.linux();
        if (!delivery.tellsRecverr()
                || (options != null && delivery.isDroppedWith(options.mtuDiscover(error.version())))) {
            return Verdict.NEVER_TOLD;
        }
        Boolean recverr = recverr(error, socket, options, queue, ended);
        boolean hard =
                options == null ? delivery.tellsConnected() : delivery.isHardWith(options.mtuDiscover(error.version()));
        boolean told = socket.connected() && hard;
        if (recverr == null) {
            // With the option, the error is queued, and the next call returns it too.
            return told && heedsMtu(error, options) ? Verdict.TOLD : Verdict.UNKNOWN;
        }
        if (recverr) {
            return Verdict.QUEUED;
        }
        if (!told) {
            return Verdict.NEVER_TOLD;
        }
        return heedsMtu(error, options) ? Verdict.TOLD : Verdict.UNKNOWN;
    }

    private static @Nullable Boolean recverr(
            IcmpCode error, SocketState socket, @Nullable SocketOptions options, Queue queue, boolean ended) {
        if (error.version() == 4 && socket.recverr() != null) {
            return socket.recverr();
        }
        if (options != null) {
            return options.recverr(error.version());
        }
        return switch (queue) {
            case GREW -> Boolean.TRUE;
            case EMPTY -> ended ? null : Boolean.FALSE;
            case UNCLEAR -> null;
        };
    }

    /**
     * Returns whether the socket certainly does not ignore an error about a datagram that was too big. A router sends
     * "packet too big" for any IPv6 datagram, whatever its socket's path-MTU setting, but "fragmentation needed" only
     * for an IPv4 datagram that forbids fragments, which a socket that ignores the path MTU does not send.
     */
    private static boolean heedsMtu(IcmpCode error, @Nullable SocketOptions options) {
        return options != null || error.version() == 4 || !error.linux().needsPathMtuDiscovery();
    }
}
