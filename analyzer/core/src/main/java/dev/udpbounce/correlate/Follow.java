// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

/** Which datagrams and flows are reported to the {@link CorrelationHandler}. */
public enum Follow {
    /** Datagrams and flows that bounced. */
    BOUNCED,
    /** All; a datagram is reported when its outcome is final. */
    ALL,
    /** All datagrams, immediately and only once, as pending; only those flows that bounced. */
    AT_ONCE,
    /** All datagrams, immediately and only once, as pending; all flows, when their outcomes are final. */
    AT_ONCE_ALL_FLOWS;

    /** Returns whether datagrams are reported immediately, before their outcomes are known. */
    public boolean atOnce() {
        return this == AT_ONCE || this == AT_ONCE_ALL_FLOWS;
    }

    /** Returns whether flows without a bounce are reported. */
    boolean allFlows() {
        return this == ALL || this == AT_ONCE_ALL_FLOWS;
    }
}
