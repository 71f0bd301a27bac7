// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

/** The reason why an error has no datagram. */
public enum OrphanReason {
    /** The capture has not seen the flow, and the error came so early that its datagram may precede the capture. */
    BEFORE_CAPTURE,
    /** The flow's datagrams had waited longer than the expiry time. */
    EXPIRED,
    /** Memory had no room for the flow's datagrams until the error came. */
    EVICTED,
    /** This host's own firewall or routing refused the datagram, so that it was not transmitted. */
    LOCAL_REJECT,
    /** No neighbor answered for the address, so that the datagram was not transmitted. */
    NO_NEIGHBOUR,
    /**
     * This host itself reports the host as unreachable: usually because no neighbor answered ({@code arp_error_report},
     * {@code ndisc_error_report}), so that the datagram was not transmitted. A firewall can report the same.
     */
    LOCAL_UNREACHABLE,
    /** The error's destination is not the quoted source, and there is no other evidence. */
    SPOOFED,
    /** The flow has too many waiting datagrams to compare all of them, and none of those compared fits. */
    UNCOMPARED,
    /** No captured datagram fits the quote: it was not captured, or was changed beyond recognition. */
    UNSEEN
}
