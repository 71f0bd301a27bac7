// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import java.util.Set;

/**
 * What became of a datagram's addresses and ports on its way (NAT): the datagram as another frame shows it, and how it is
 * known that it is the same one.
 *
 * @param flow addresses and ports in that frame
 * @param evidence what the two frames have in common; empty if {@link Certainty#KNOWN}
 */
public record Translation(Flow flow, Certainty certainty, Set<Sign> evidence) {
    /** How certain it is that two frames with different addresses show one datagram. */
    public enum Certainty {
        /** The kernel that translated the addresses says so. */
        KNOWN,
        /** The IPv4 identification, the payload and one end agree, and nothing contradicts it. */
        EXACT,
        /** The identification is unknown, or both ends differ. */
        LIKELY
    }

    /** A feature that two frames of a translated datagram have in common. */
    public enum Sign {
        /** Source address and port. */
        SOURCE,
        SOURCE_PORT,
        /** Destination address and port. */
        DESTINATION,
        DESTINATION_PORT,
        /** UDP length. */
        LENGTH,
        /** Payload, as far as it was captured; at least one octet. */
        PAYLOAD,
        /** IPv4 identification other than 0. */
        IP_ID,
        /** IPv6 flow label other than 0. */
        FLOW_LABEL,
        /** The time to live, or hop limit, is less by one. */
        HOP
    }
}
