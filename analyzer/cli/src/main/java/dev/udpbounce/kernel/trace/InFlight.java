package dev.udpbounce.kernel.trace;

import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.Message;
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
     * A call that has begun.
     *
     * @param args its six arguments
     * @param socket that it is on; null where that shows at the exit, or where there are several
     * @param peer the address that it names
     * @param messages what it is to send
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

    int fd() {
        return (int) args[0];
    }
}
