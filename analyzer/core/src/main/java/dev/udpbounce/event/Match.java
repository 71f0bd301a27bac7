// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

/** The strength of the match between an error and a datagram. */
public enum Match {
    /** Strong evidence identifies one datagram. */
    EXACT,
    /** The only candidate by addresses, ports and length alone. */
    TUPLE,
    /** Several candidates that the quote does not distinguish. */
    AMBIGUOUS,
    /** No captured datagram can have caused the error. */
    ORPHAN
}
