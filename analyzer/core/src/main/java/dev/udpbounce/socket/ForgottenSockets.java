// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.SocketVerdict;

/** The sum of the sockets for which there was no room any more. */
final class ForgottenSockets {
    private final SocketCounts counts = new SocketCounts();
    private long sockets;
    private long elsewhere;

    /** Adds a socket that is removed. */
    void add(SocketReplay socket) {
        socket.leave(counts);
        sockets++;
        elsewhere += socket.elsewhere() ? 1 : 0;
    }

    SocketVerdict.Sum sum() {
        return new SocketVerdict.Sum(sockets, elsewhere, counts.sends(), counts.errors());
    }
}
