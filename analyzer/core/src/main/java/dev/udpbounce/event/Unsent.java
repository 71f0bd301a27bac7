// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

/**
 * The reason why datagrams of a send were not sent.
 *
 * @param certain whether the reason is known, and not only likely
 * @param mtu path MTU in octets that the datagrams exceed; -1 if it is not known
 * @param datagrams number of datagrams
 */
public record Unsent(Why why, boolean certain, int mtu, int datagrams) {
    /** The reasons. */
    public enum Why {
        /** The call returned the error of an earlier datagram, and did nothing else. */
        PENDING_ERROR,
        /** A firewall or a BPF program of this host refused it: EPERM. */
        FIREWALL,
        /** There is no route: ENETUNREACH. */
        NO_ROUTE,
        /** A route is marked as unreachable: EHOSTUNREACH. */
        UNREACHABLE,
        /** Larger than the MTU, as is every repetition: EMSGSIZE. */
        TOO_LARGE
    }
}
