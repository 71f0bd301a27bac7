// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.event.FlowRecord;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Send;
import org.jspecify.annotations.Nullable;

/** Receives the outcomes of datagrams and flows. */
public interface OutcomeHandler {
    /**
     * Receives a datagram whose outcome is final: every bounced one, and all others if all are followed.
     *
     * @param errorFrame frame number of the error that bounced it, or 0
     * @param replyFrame frame number of the datagram that answered it, or 0
     * @param answeredIn origin of the error or reply frame; null if there is none
     */
    default void onSend(Send send, Outcome outcome, long errorFrame, long replyFrame, @Nullable Origin answeredIn) {}

    /**
     * Receives a datagram with a pending outcome, if all datagrams are reported immediately.
     *
     * @param datagram the datagram as captured, valid until the call returns
     */
    default void onPending(Send send, Datagram datagram) {
        onSend(send, Outcome.PENDING, 0, 0, null);
    }

    /** Returns whether {@link #onFlow} is to be called. */
    default boolean wantsFlows() {
        return true;
    }

    /** Receives a flow that will not be reported again: every one with an error, and all others if all are followed. */
    default void onFlow(FlowRecord flow) {}
}
