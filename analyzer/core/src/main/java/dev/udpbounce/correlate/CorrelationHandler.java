// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.correlate.outcome.OutcomeHandler;
import dev.udpbounce.event.Bounce;

/** Receives the results of a {@link Correlator} as they become final; a lambda suffices for errors alone. */
public interface CorrelationHandler extends OutcomeHandler {
    /**
     * Receives an error once its cause, or the reason for a missing cause, is settled. {@link #onSend} receives the
     * cause just before, once, unless all sends are reported as pending.
     */
    void onBounce(Bounce bounce);
}
