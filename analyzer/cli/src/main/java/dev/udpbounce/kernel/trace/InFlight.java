// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call between its entry and its exit. */
final class InFlight {
    private final SystemCall call;
    private final long[] args;
    private final long entryNs;
    private final @Nullable TracedSocket socket;
    private final @Nullable Endpoint peer;
    private final List<Message> messages;

    /**
     * Creates a call at its entry.
     *
     * @param args the six arguments
     * @param socket null if it is known only at the exit, or if there are several
     * @param peer the address in the arguments
     * @param messages the messages to send
     */
    InFlight(
            SystemCall call,
            long[] args,
            long entryNs,
            @Nullable TracedSocket socket,
            @Nullable Endpoint peer,
            List<Message> messages) {
        this.call = call;
        this.args = args;
        this.entryNs = entryNs;
        this.socket = socket;
        this.peer = peer;
        this.messages = messages;
    }

    SystemCall call() {
        return call;
    }

    long[] args() {
        return args;
    }

    long entryNs() {
        return entryNs;
    }

    @Nullable
    TracedSocket socket() {
        return socket;
    }

    @Nullable
    Endpoint peer() {
        return peer;
    }

    List<Message> messages() {
        return messages;
    }

    /** Returns the descriptor of the socket; it is the third argument of a {@code splice} into a socket. */
    int fd() {
        return (int) args[call == SystemCall.SPLICE && !messages.isEmpty() ? 2 : 0];
    }
}
