// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.kernel.observe.ClosedSocket;
import dev.udpbounce.kernel.observe.Containers;
import dev.udpbounce.kernel.observe.Observations;
import dev.udpbounce.kernel.socket.EndedSockets.End;
import dev.udpbounce.kernel.sys.RealTime;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ends of sockets at the moment when a program closes them, among the kernel's reports of errors, for each network
 * namespace that is asked for.
 */
final class ObservedEnds implements AutoCloseable {
    private final Map<Long, EndedSockets> byNetwork = new ConcurrentHashMap<>();
    private final Observations observations;
    private long losses;

    private ObservedEnds(boolean everyError, Containers containers) throws IOException {
        observations = Observations.open(everyError, containers, this::add);
    }

    /**
     * Starts observing.
     *
     * @param everyError whether errors that are not captured are of interest
     * @param containers recognizes those of processes
     * @throws IOException if this kernel or these privileges do not allow it
     */
    static ObservedEnds watch(boolean everyError, Containers containers) throws IOException {
        return new ObservedEnds(everyError, containers);
    }

    private void add(ClosedSocket socket) {
        EndedSockets ended = byNetwork.get(socket.network());
        if (ended == null) {
            return;
        }
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

    /**
     * Adds the ends of a network namespace from now on.
     *
     * @param network number of the namespace
     */
    EndWatch of(long network, EndedSockets ended) {
        byNetwork.put(network, ended);
        return new EndWatch() {
            @Override
            public EndedSockets sockets() {
                return ended;
            }

            @Override
            public void catchUp() {
                ObservedEnds.this.catchUp();
            }

            @Override
            public void close() {
                byNetwork.remove(network, ended);
            }
        };
    }

    private synchronized void catchUp() {
        observations.catchUp();
        long now = observations.losses();
        if (now != losses) {
            losses = now;
            long nowNs = RealTime.nowNs();
            byNetwork.values().forEach(ended -> ended.missed(nowNs));
        }
    }

    @Override
    public void close() {
        observations.close();
    }
}
