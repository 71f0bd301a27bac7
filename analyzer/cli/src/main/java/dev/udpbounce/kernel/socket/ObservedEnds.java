// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.kernel.observe.ClosedSocket;
import dev.udpbounce.kernel.observe.Observations;
import dev.udpbounce.kernel.socket.EndedSockets.End;
import dev.udpbounce.kernel.sys.RealTime;
import java.io.IOException;

/** The ends of sockets at the moment when a program closes them, among the kernel's reports of errors. */
final class ObservedEnds implements EndWatch {
    private final EndedSockets ended = new EndedSockets(RealTime.nowNs());
    private final Observations observations;
    private long losses;

    private ObservedEnds(boolean everyError) throws IOException {
        observations = Observations.open(everyError, this::add);
    }

    /**
     * Starts observing.
     *
     * @param everyError whether errors that are not captured are of interest
     * @throws IOException if this kernel or these privileges do not allow it
     */
    static ObservedEnds watch(boolean everyError) throws IOException {
        return new ObservedEnds(everyError);
    }

    private void add(ClosedSocket socket) {
        SocketState last = new SocketState(
                socket.family(),
                socket.connected(),
                socket.local(),
                socket.localPort(),
                socket.peer(),
                socket.peerPort(),
                0,
                socket.cookie(),
                -1,
                0,
                0,
                null);
        ended.add(new End(last, socket.timeNs()));
    }

    Observations observations() {
        return observations;
    }

    @Override
    public EndedSockets sockets() {
        return ended;
    }

    @Override
    public void catchUp() {
        observations.catchUp();
        long now = observations.losses();
        if (now != losses) {
            losses = now;
            ended.missed(RealTime.nowNs());
        }
    }

    @Override
    public void close() {
        observations.close();
    }
}
