package dev.udpbounce.kernel;

import dev.udpbounce.correlate.Delivery;
import dev.udpbounce.timeline.Fate.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What a socket does with an error, as {@code __udp4_lib_err} and {@code __udp6_lib_err} decide it, from what is known of
 * the socket. Of its options the kernel shows IP_RECVERR, which governs ICMP errors, and only while the socket lives.
 * Where the options are not known from elsewhere, the receive queue has to tell: an error that is queued takes up memory
 * there until it is read.
 */
final class VerdictRule {
    /** What the receive queue says of an error queue. */
    enum Queue {
        /** Nothing waits. */
        EMPTY,
        /** It grew with the error, and no datagram came that could be the reason. */
        GREW,
        /** Something waits, which may be a datagram. */
        UNCLEAR
    }

    private VerdictRule() {}

    /**
     * The verdict on a socket that was looked at after the error came.
     *
     * @param options null where they are not known
     * @param ended whether the look shows the socket at its end, when the program may have read what was queued
     */
    static Verdict of(
            Delivery delivery, SocketState socket, @Nullable SocketOptions options, Queue queue, boolean ended) {
        if (!delivery.tellsRecverr() || (options != null && options.ignoresMtu(delivery))) {
            return Verdict.NEVER_TOLD;
        }
        Boolean recverr = recverr(delivery, socket, options, queue, ended);
        boolean hard = delivery.tellsConnected() && (options == null || !options.softensMtu(delivery));
        boolean told = socket.connected() && hard;
        if (recverr == null) {
            // With the option it is queued, and the next call returns it as well.
            return told && heedsMtu(delivery, options) ? Verdict.TOLD : Verdict.UNKNOWN;
        }
        if (recverr) {
            return Verdict.QUEUED;
        }
        if (!told) {
            return Verdict.NEVER_TOLD;
        }
        return heedsMtu(delivery, options) ? Verdict.TOLD : Verdict.UNKNOWN;
    }

    private static @Nullable Boolean recverr(
            Delivery delivery, SocketState socket, @Nullable SocketOptions options, Queue queue, boolean ended) {
        if (delivery.version() == 4 && socket.recverr() != null) {
            return socket.recverr();
        }
        if (options != null) {
            return options.recverr(delivery.version());
        }
        return switch (queue) {
            case GREW -> Boolean.TRUE;
            case EMPTY -> ended ? null : Boolean.FALSE;
            case UNCLEAR -> null;
        };
    }

    /**
     * Whether it is sure that the socket does not pass over a datagram that was too big. A router says "packet too big"
     * of any IPv6 datagram, whatever its socket does about the path's MTU; but "fragmentation needed" only of an IPv4
     * datagram that forbids fragments, as those of a socket that does not care do not.
     */
    private static boolean heedsMtu(Delivery delivery, @Nullable SocketOptions options) {
        return options != null || delivery.version() == 4 || !delivery.needsPathMtuDiscovery();
    }
}
