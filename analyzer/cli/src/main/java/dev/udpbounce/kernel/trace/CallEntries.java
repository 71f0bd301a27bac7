package dev.udpbounce.kernel.trace;

import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.Message;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells, as they begin, the calls on UDP sockets from all others, and reads what they are given to send. */
final class CallEntries {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOL_IP = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SOL_IPV6 = 41;
    private static final int SO_ERROR = 4;
    private static final int IP_RECVERR = 11;
    private static final int IPV6_RECVERR = 25;
    private static final int F_DUPFD = 0;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int STANDARD_ERROR = 2;

    private final Messages messages;
    private final TracedSockets sockets;

    CallEntries(Messages messages, TracedSockets sockets) {
        this.messages = messages;
        this.sockets = sockets;
    }

    /** A call begins; null if it is none that its exit matters of. */
    @Nullable
    InFlight entry(Tracee tracee, SystemCall call, long[] args, long nowNs) {
        TracedProcess process = tracee.process;
        return switch (call.use) {
            case SOCKET -> matters(call, args) ? onDescriptor(tracee, call, args, nowNs) : null;
            case DESCRIPTOR -> {
                int fd = (int) args[0];
                boolean passed = fd <= STANDARD_ERROR && process.socket(fd) == null;
                yield passed ? null : onDescriptor(tracee, call, args, nowNs);
            }
            case WAIT -> process.hasSockets() ? onNone(call, args, nowNs) : null;
            case OTHER -> {
                boolean matters = call != SystemCall.SOCKET || args[0] == AF_INET || args[0] == AF_INET6;
                yield matters ? onNone(call, args, nowNs) : null;
            }
        };
    }

    /** Of the calls with many uses, those that are looked at. */
    private static boolean matters(SystemCall call, long[] args) {
        return switch (call) {
            case SETSOCKOPT ->
                (args[1] == SOL_IP && args[2] == IP_RECVERR) || (args[1] == SOL_IPV6 && args[2] == IPV6_RECVERR);
            case GETSOCKOPT -> args[1] == SOL_SOCKET && args[2] == SO_ERROR;
            case FCNTL -> args[1] == F_DUPFD || args[1] == F_DUPFD_CLOEXEC;
            default -> true;
        };
    }

    private @Nullable InFlight onDescriptor(Tracee tracee, SystemCall call, long[] args, long nowNs) {
        TracedSocket socket = sockets.find(tracee.process, tracee.tid, (int) args[0]);
        if (socket != null) {
            return onSocket(tracee.tid, call, args, nowNs, socket);
        }
        // A dup2 of something else may close a socket.
        boolean duplicates = call == SystemCall.DUP2 || call == SystemCall.DUP3;
        return duplicates && tracee.process.socket((int) args[1]) != null ? onNone(call, args, nowNs) : null;
    }

    private static InFlight onNone(SystemCall call, long[] args, long nowNs) {
        return new InFlight(call, args, nowNs, null, null, List.of());
    }

    private InFlight onSocket(int tid, SystemCall call, long[] args, long nowNs, TracedSocket socket) {
        Endpoint connected = socket.state().peer();
        Endpoint named =
                switch (call) {
                    case CONNECT, BIND -> messages.address(tid, args[1], args[2]);
                    case SENDTO -> messages.address(tid, args[4], args[5]);
                    default -> null;
                };
        List<Message> sent =
                switch (call) {
                    case SENDTO -> List.of(messages.plain(tid, args[1], args[2], named == null ? connected : named));
                    case WRITE -> List.of(messages.plain(tid, args[1], args[2], connected));
                    case WRITEV -> List.of(messages.vector(tid, args[1], args[2], connected));
                    case SENDMSG -> List.of(messages.message(tid, args[1], connected));
                    case SENDMMSG -> messages.messages(tid, args[1], args[2] & 0xffffffffL, connected);
                    default -> List.of();
                };
        boolean inMessage = call == SystemCall.SENDMSG || call == SystemCall.SENDMMSG;
        if (inMessage && !sent.isEmpty() && !Objects.equals(sent.get(0).peer(), connected)) {
            named = sent.get(0).peer();
        }
        return new InFlight(call, args, nowNs, socket, named, sent);
    }
}
