// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

/** The sender of an ICMP error. */
public enum Reporter {
    /** The quoted destination itself. */
    DESTINATION,
    /** The quoted source: the sender's own kernel. */
    LOCAL,
    /** Another node on the way. */
    ROUTER
}
