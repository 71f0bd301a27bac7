package dev.udpbounce.kernel.trace;

import dev.udpbounce.timeline.Sender;
import dev.udpbounce.timeline.SocketCall;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.ExtendedError;
import dev.udpbounce.timeline.SocketCall.Kind;
import dev.udpbounce.timeline.SocketCall.Links;
import dev.udpbounce.timeline.SocketCall.State;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the records of calls that have returned, with what the kernel has put into the memory of the thread. */
final class CallRecords {
    private static final int AGAIN = 11;
    private static final int INTERRUPTED = 4;

    private final Memory memory;
    private final Messages messages;
    private final Consumer<SocketCall> out;

    CallRecords(Memory memory, Messages messages, Consumer<SocketCall> out) {
        this.memory = memory;
        this.messages = messages;
        this.out = out;
    }

    /** A wait has ended on a socket that has an error. */
    void waited(ReturnedCall call, int fd, TracedSocket socket, String detail) {
        out.accept(new SocketCall(
                call.call().label(),
                Kind.POLL,
                call.flight().entryNs(),
                call.exitNs(),
                sender(call, socket, fd),
                socket.id,
                null,
                detail,
                List.of(),
                call.result(),
                0,
                null,
                0,
                socket.state(),
                null,
                Links.NONE));
    }

    /** A call on a socket has returned. */
    void tell(ReturnedCall call, TracedSocket socket, Kind kind, String detail) {
        InFlight flight = call.flight();
        int errno = call.errno();
        int reported = 0;
        ExtendedError extended = null;
        if (call.failed()) {
            boolean delivers = kind == Kind.SEND || kind == Kind.RECEIVE;
            reported = delivers && errno != AGAIN && errno != INTERRUPTED ? errno : 0;
        } else if (kind == Kind.TAKE_ERROR) {
            ByteBuffer value = memory.read(call.tid(), call.argument(3), 4);
            reported = value.limit() == 4 ? value.getInt(0) : 0;
            detail += reported == 0 ? "" : ": " + Errno.name(reported);
        } else if (kind == Kind.ERROR_QUEUE) {
            extended = extendedError(call);
            reported = extended == null ? 0 : extended.errno();
        }
        int fd = kind == Kind.SOCKET ? (int) call.result() : flight.fd();
        out.accept(new SocketCall(
                call.call().label(),
                kind,
                flight.entryNs(),
                call.exitNs(),
                sender(call, socket, fd),
                socket.id,
                peer(call, kind),
                detail,
                flight.messages(),
                call.failed() ? -1 : call.result(),
                errno,
                Errno.name(errno),
                reported,
                state(socket, kind),
                extended,
                Links.NONE));
    }

    /** The entry of the error queue that it has read; of several, that {@code recvmmsg} can read, the first. */
    private @Nullable ExtendedError extendedError(ReturnedCall call) {
        return switch (call.call()) {
            case RECVMSG -> messages.extendedError(call.tid(), call.argument(1), call.result());
            case RECVMMSG -> messages.extendedErrorOfSeveral(call.tid(), call.argument(1));
            default -> null;
        };
    }

    private static State state(TracedSocket socket, Kind kind) {
        return kind == Kind.SOCKET ? State.NEW : socket.state();
    }

    private @Nullable Endpoint peer(ReturnedCall call, Kind kind) {
        if ((kind != Kind.RECEIVE && kind != Kind.ERROR_QUEUE) || call.failed()) {
            return call.flight().peer();
        }
        int tid = call.tid();
        return switch (call.call()) {
            case RECVFROM ->
                call.argument(4) == 0 ? null : messages.address(tid, call.argument(4), SocketAddresses.SIZE);
            case RECVMSG, RECVMMSG -> messages.name(tid, call.argument(1));
            default -> null;
        };
    }

    private static Sender sender(ReturnedCall call, TracedSocket socket, int fd) {
        TracedProcess process = call.process();
        return new Sender(process.pid, call.tid(), process.name(), process.uid(), socket.inode, fd);
    }

    static long receiveFlags(InFlight flight) {
        return switch (flight.call()) {
            case RECVFROM, RECVMMSG -> flight.args()[3];
            case RECVMSG -> flight.args()[2];
            default -> 0;
        };
    }

    static String flags(InFlight flight) {
        long flags =
                switch (flight.call()) {
                    case SENDTO, SENDMMSG -> flight.args()[3];
                    case SENDMSG -> flight.args()[2];
                    default -> receiveFlags(flight);
                };
        return MessageFlags.names((int) flags);
    }
}
