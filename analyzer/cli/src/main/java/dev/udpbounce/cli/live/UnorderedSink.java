// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.ForwardingSink;

/**
 * Passes every event to a writer as it happens. In a live capture this is the order of time, except for errors that
 * wait briefly for a better cause.
 */
final class UnorderedSink extends ForwardingSink {
    UnorderedSink(EventSink writer) {
        super(writer);
    }

    @Override
    public boolean wantsOrder() {
        return false;
    }
}
