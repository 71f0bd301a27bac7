// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import java.util.ArrayDeque;
import java.util.Deque;

/** Passes packets to a correlator, and knows the errors that it has not answered yet; it answers them in order. */
final class UnsettledErrors implements PacketHandler {
    private final Correlator correlator;
    private final Deque<Long> frames;

    /** @param frames numbers of the frames of these errors; the first is removed when it is answered */
    UnsettledErrors(Correlator correlator, Deque<Long> frames) {
        this.correlator = correlator;
        this.frames = frames;
    }

    /** Returns a new list of such frames. */
    static Deque<Long> none() {
        return new ArrayDeque<>();
    }

    @Override
    public void onDatagram(Datagram datagram) {
        correlator.onDatagram(datagram);
    }

    @Override
    public void onIcmpError(IcmpError error) {
        frames.add(correlator.frame().number());
        correlator.onIcmpError(error);
    }
}
