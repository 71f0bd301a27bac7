package dev.udpbounce.kernel.trace;

import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.State;
import org.jspecify.annotations.Nullable;

/** A UDP socket, which any number of descriptors of several processes may share. */
final class TracedSocket {
    final long id;
    final long inode;
    private State state;
    private int descriptors;

    TracedSocket(long id, long inode, State state) {
        this.id = id;
        this.inode = inode;
        this.state = state;
    }

    State state() {
        return state;
    }

    void connected(@Nullable Endpoint peer) {
        state = new State(peer, state.recverr4(), state.recverr6(), state.local());
    }

    void bound(@Nullable Endpoint local) {
        state = new State(state.peer(), state.recverr4(), state.recverr6(), local);
    }

    void recverr4(boolean on) {
        state = new State(state.peer(), on, state.recverr6(), state.local());
    }

    void recverr6(boolean on) {
        state = new State(state.peer(), state.recverr4(), on, state.local());
    }

    void hold() {
        descriptors++;
    }

    /** Whether that was the last descriptor of it. */
    boolean release() {
        return --descriptors == 0;
    }
}
