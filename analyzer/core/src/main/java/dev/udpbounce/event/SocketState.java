// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.event.SocketCall.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * The state of a socket at one moment.
 *
 * @param peer the peer that it is connected to; null if it is not connected
 * @param recverr4 whether IP_RECVERR is on, which applies to IPv4 errors, also on an IPv6 socket
 * @param recverr6 whether IPV6_RECVERR is on
 * @param local the bound address, all zeros for the wildcard address; null if it is not known
 * @param queuesReports whether the error queue also receives reports other than errors, such as transmit timestamps
 * @param elsewhere whether it is in another network namespace, whose packets are not captured
 * @param pathMtu path MTU to the peer as known to the kernel, in octets, if a call met it; otherwise -1
 * @param namespace the other network namespace that it is in, if packets are captured there; otherwise null
 */
public record SocketState(
        @Nullable Endpoint peer,
        boolean recverr4,
        boolean recverr6,
        @Nullable Endpoint local,
        boolean queuesReports,
        boolean elsewhere,
        int pathMtu,
        @Nullable String namespace) {
    /** The state of a new socket. */
    public static final SocketState NEW = new SocketState(null, false, false, null);

    /** Creates a state in the own network namespace, or in one whose packets are not captured. */
    public SocketState(
            @Nullable Endpoint peer,
            boolean recverr4,
            boolean recverr6,
            @Nullable Endpoint local,
            boolean queuesReports,
            boolean elsewhere,
            int pathMtu) {
        this(peer, recverr4, recverr6, local, queuesReports, elsewhere, pathMtu, null);
    }

    /** Creates a state with a queue for errors alone, with captured packets, and without a known path MTU. */
    public SocketState(@Nullable Endpoint peer, boolean recverr4, boolean recverr6, @Nullable Endpoint local) {
        this(peer, recverr4, recverr6, local, false, false, -1);
    }

    public SocketState withPeer(@Nullable Endpoint newPeer) {
        return new SocketState(newPeer, recverr4, recverr6, local, queuesReports, elsewhere, pathMtu, namespace);
    }

    public SocketState withLocal(@Nullable Endpoint newLocal) {
        return new SocketState(peer, recverr4, recverr6, newLocal, queuesReports, elsewhere, pathMtu, namespace);
    }

    public SocketState withRecverr(boolean v4, boolean v6) {
        return new SocketState(peer, v4, v6, local, queuesReports, elsewhere, pathMtu, namespace);
    }

    public SocketState withQueuedReports() {
        return new SocketState(peer, recverr4, recverr6, local, true, elsewhere, pathMtu, namespace);
    }

    /**
     * Returns the state of a socket in another network namespace.
     *
     * @param captured name by which its packets are captured; null if they are not
     */
    public SocketState in(@Nullable String captured) {
        return new SocketState(peer, recverr4, recverr6, local, queuesReports, captured == null, pathMtu, captured);
    }

    public SocketState withPathMtu(int mtu) {
        return new SocketState(peer, recverr4, recverr6, local, queuesReports, elsewhere, mtu, namespace);
    }

    public boolean recverr() {
        return recverr4 || recverr6;
    }

    public boolean connected() {
        return peer != null;
    }
}
