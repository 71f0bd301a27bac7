// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How Linux handles an ICMP error that quotes a UDP datagram: the errno, and the kinds of sockets that get it.
 *
 * <p>{@code __udp4_lib_err} and {@code __udp6_lib_err} look up the socket by the quoted addresses and ports. A socket
 * with IP_RECVERR (IPV6_RECVERR for ICMPv6) gets every error that has an errno, in its error queue and as its pending
 * error. A socket without the option gets only hard errors, as its pending error, and only if it is connected.
 *
 * @param errno null if no socket ever gets the error
 * @param hard whether the kernel treats the error as permanent ({@code harderr}), not as transient
 * @param pathMtu how path-MTU discovery changes the delivery
 */
public record Delivery(@Nullable Errno errno, boolean hard, PathMtu pathMtu) {
    private static final int PMTUDISC_DONT = 0;
    private static final int PMTUDISC_INTERFACE = 4;
    private static final int PMTUDISC_OMIT = 5;

    /**
     * Values of IP_MTU_DISCOVER (IPV6_MTU_DISCOVER for ICMPv6) that change the delivery of an error.
     *
     * @param dropping values with which no socket is told
     * @param softening values with which the error is not hard
     * @param exception both in words; null if there are no such values
     */
    public record PathMtu(
            Set<Integer> dropping,
            Set<Integer> softening,
            @Nullable String exception) {
        /** The option makes no difference. */
        static final PathMtu NO_MATTER = new PathMtu(Set.of(), Set.of(), null);

        /** {@code __udp4_lib_err}, ICMP_FRAG_NEEDED. */
        static final PathMtu IPV4 = new PathMtu(
                Set.of(PMTUDISC_DONT),
                Set.of(),
                "not with path-MTU discovery off: with IP_PMTUDISC_DONT no socket is told");

        /** {@code __udp6_lib_err}, ICMPV6_PKT_TOOBIG, and {@code ip6_sk_accept_pmtu}. */
        static final PathMtu IPV6 = new PathMtu(
                Set.of(PMTUDISC_INTERFACE, PMTUDISC_OMIT),
                Set.of(PMTUDISC_DONT),
                "not with path-MTU discovery off: with IPV6_PMTUDISC_DONT only a socket with IPV6_RECVERR is told,"
                        + " with IPV6_PMTUDISC_INTERFACE or _OMIT none");
    }

    /** The kernel drops the error. */
    static final Delivery NEVER = new Delivery(null, false, PathMtu.NO_MATTER);

    static Delivery hard(Errno errno) {
        return new Delivery(errno, true, PathMtu.NO_MATTER);
    }

    static Delivery soft(Errno errno) {
        return new Delivery(errno, false, PathMtu.NO_MATTER);
    }

    static Delivery tooBig(PathMtu pathMtu) {
        return new Delivery(Errno.EMSGSIZE, true, pathMtu);
    }

    /** Linux number of the errno; 0 if no socket ever gets the error. */
    public int errnoNumber() {
        return errno == null ? 0 : errno.linux();
    }

    /** Name of the errno; null if no socket ever gets the error. */
    public @Nullable String errnoName() {
        return errno == null ? null : errno.name();
    }

    /** Returns whether a connected socket without IP_RECVERR is told at its next call. */
    public boolean tellsConnected() {
        return hard;
    }

    /** Returns whether an unconnected socket without IP_RECVERR is told. Always false. */
    public boolean tellsUnconnected() {
        return false;
    }

    /** Returns whether a socket with IP_RECVERR (IPV6_RECVERR for ICMPv6) is told, connected or not. */
    public boolean tellsRecverr() {
        return errno != null;
    }

    /** Returns whether delivery requires path-MTU discovery, which is on unless the program turns it off. */
    public boolean needsPathMtuDiscovery() {
        return pathMtu.exception != null;
    }

    /**
     * Returns whether the error is dropped for a socket with this value of IP_MTU_DISCOVER (IPV6_MTU_DISCOVER).
     *
     * @param mtuDiscover negative for the default
     */
    public boolean isDroppedWith(int mtuDiscover) {
        return pathMtu.dropping.contains(mtuDiscover);
    }

    /** Returns whether the error is {@link #hard} with this value of IP_MTU_DISCOVER (IPV6_MTU_DISCOVER). */
    public boolean isHardWith(int mtuDiscover) {
        return hard && !pathMtu.softening.contains(mtuDiscover);
    }
}
