// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

/** The role of a piece, for an output that formats some roles differently. */
public enum Role {
    /** Words without a special role. */
    PLAIN,
    /** An address with its port, one end of a flow. */
    ADDRESS,
    /** A detail that a reader may skip. */
    MUTED,
    /** The name of an error, or a call that failed. */
    ERROR,
    /** An answer: a datagram was answered, or a program is told. */
    ANSWER,
    /** An uncertain statement, or one that needs a second look. */
    DOUBT,
    /** A duration. */
    DELAY
}
