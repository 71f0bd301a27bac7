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
    private static final int MOST_ERRNO = 4095;

    private final Memory memory;
    private final Messages messages;
    private final Consumer<SocketCall> out;

    CallRecords(Memory memory, Messages messages, Consumer<SocketCall> out) {
        this.memory = memory;
        this.messages = messages;
        this.out = out;
    }

    /** A wait has ended on a socket that has an error. */
    void waited(
            TracedProcess process,
            int tid,
            InFlight flight,
            int fd,
            TracedSocket socket,
            String detail,
            long result,
            long nowNs) {
        out.accept(new SocketCall(
                flight.call().label(),
                Kind.POLL,
                flight.entryNs(),
                nowNs,
                sender(process, tid, socket, fd),
                socket.id,
                null,
                detail,
                List.of(),
                result,
                0,
                null,
                0,
                socket.state(),
                null,
                Links.NONE));
    }

    /** A call on a socket has returned {@code result}, a negative errno if it failed; nothing is told of no socket. */
    void tell(
            TracedProcess process,
            int tid,
            InFlight flight,
            @Nullable TracedSocket socket,
            Kind kind,
            String detail,
            long result,
            long nowNs) {
        if (socket == null) {
            return;
        }
        int errno = result < 0 && result >= -MOST_ERRNO ? (int) -result : 0;
        int reported = errno;
        ExtendedError extended = null;
        if (errno == 0 && kind == Kind.TAKE_ERROR) {
            ByteBuffer value = memory.read(tid, flight.args()[3], 4);
            reported = value.limit() == 4 ? value.getInt(0) : 0;
            detail += reported == 0 ? "" : ": " + Errno.name(reported);
        } else if (errno == 0 && kind == Kind.ERROR_QUEUE) {
            extended = extendedError(tid, flight, result);
            reported = extended == null ? 0 : extended.errno();
        } else if ((kind != Kind.SEND && kind != Kind.RECEIVE) || errno == AGAIN || errno == INTERRUPTED) {
            reported = 0;
        }
        int fd = kind == Kind.SOCKET ? (int) result : flight.fd();
        out.accept(new SocketCall(
                flight.call().label(),
                kind,
                flight.entryNs(),
                nowNs,
                sender(process, tid, socket, fd),
                socket.id,
                peer(tid, flight, kind, errno),
                detail,
                flight.messages(),
                errno == 0 ? result : -1,
                errno,
                Errno.name(errno),
                reported,
                state(socket, kind),
                extended,
                Links.NONE));
    }

    /** The entry of the error queue that was read; of several, that {@code recvmmsg} can read, the first. */
    private @Nullable ExtendedError extendedError(int tid, InFlight flight, long result) {
        return switch (flight.call()) {
            case RECVMSG -> messages.extendedError(tid, flight.args()[1], result);
            case RECVMMSG -> messages.extendedErrorOfSeveral(tid, flight.args()[1]);
            default -> null;
        };
    }

    private static State state(TracedSocket socket, Kind kind) {
        return kind == Kind.SOCKET ? State.NEW : socket.state();
    }

    private @Nullable Endpoint peer(int tid, InFlight flight, Kind kind, int errno) {
        if ((kind != Kind.RECEIVE && kind != Kind.ERROR_QUEUE) || errno != 0) {
            return flight.peer();
        }
        long[] args = flight.args();
        return switch (flight.call()) {
            case RECVFROM -> args[4] == 0 ? null : messages.address(tid, args[4], SocketAddresses.SIZE);
            case RECVMSG, RECVMMSG -> messages.name(tid, args[1]);
            default -> null;
        };
    }

    private static Sender sender(TracedProcess process, int tid, TracedSocket socket, int fd) {
        return new Sender(process.pid, tid, process.name(), process.uid(), socket.inode, fd);
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
