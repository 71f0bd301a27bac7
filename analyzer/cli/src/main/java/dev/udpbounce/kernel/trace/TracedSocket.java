// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketState;
import org.jspecify.annotations.Nullable;

/** A UDP socket, which any number of descriptors in several processes may share. */
final class TracedSocket {
    final long id;
    final long inode;
    private SocketState state;
    private int segment;
    private int descriptors;

    TracedSocket(long id, long inode, SocketState state) {
        this.id = id;
        this.inode = inode;
        this.state = state;
    }

    SocketState state() {
        return state;
    }

    /** Returns the octets of payload of each datagram cut from a send (UDP_SEGMENT); 0 for no segmentation. */
    int segment() {
        return segment;
    }

    void connected(@Nullable Endpoint peer) {
        state = state.withPeer(peer).withPathMtu(-1);
    }

    void bound(@Nullable Endpoint local) {
        state = state.withLocal(local);
    }

    /** Records the path MTU that a send exceeded; -1 if unknown. */
    void metPathMtu(int mtu) {
        state = state.withPathMtu(mtu);
    }

    /** Records that an option was set to {@code value}. */
    void set(TracedOption option, int value) {
        switch (option) {
            case IP_RECVERR -> state = state.withRecverr(value != 0, state.recverr6());
            case IPV6_RECVERR -> state = state.withRecverr(state.recverr4(), value != 0);
            case UDP_SEGMENT -> segment = value;
            case SO_TIMESTAMPING, SO_TIMESTAMPING_NEW, SO_ZEROCOPY ->
                state = value == 0 ? state : state.withQueuedReports();
            // The value begins with a clock id, which may be 0.
            case SO_TXTIME -> state = state.withQueuedReports();
        }
    }

    void hold() {
        descriptors++;
    }

    /** Removes a descriptor; returns whether it was the last one. */
    boolean release() {
        return --descriptors == 0;
    }
}
