// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.event.Prefix;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Message;
import dev.udpbounce.kernel.sys.FcntlConstants;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Selects the calls on UDP sockets at their entry, and reads the data that they send. */
final class CallEntries {
    private static final int STANDARD_ERROR = 2;

    private final MessageHeaders messages;
    private final TracedSockets sockets;

    CallEntries(MessageHeaders messages, TracedSockets sockets) {
        this.messages = messages;
        this.sockets = sockets;
    }

    /** Handles the entry of a call; returns null if its exit is not relevant. */
    @Nullable
    InFlight entry(Tracee tracee, SystemCall call, long[] args, long nowNs) {
        TracedProcess process = tracee.process;
        return switch (call.use) {
            case SOCKET -> {
                if (call == SystemCall.SPLICE) {
                    yield splice(tracee, args, nowNs);
                }
                yield matters(call, args) ? onDescriptor(tracee, call, args, nowNs) : null;
            }
            case DESCRIPTOR -> {
                int fd = (int) args[0];
                boolean passed = fd <= STANDARD_ERROR && process.socket(fd) == null;
                yield passed ? null : onDescriptor(tracee, call, args, nowNs);
            }
            case WAIT -> process.hasSockets() ? onNone(call, args, nowNs) : null;
            case CORRECTED -> null;
            case OTHER -> {
                boolean matters = call != SystemCall.SOCKET
                        || args[0] == SocketConstants.AF_INET
                        || args[0] == SocketConstants.AF_INET6;
                yield matters ? onNone(call, args, nowNs) : null;
            }
        };
    }

    /** Returns whether a call with many uses is relevant with these arguments. */
    private static boolean matters(SystemCall call, long[] args) {
        return switch (call) {
            case SETSOCKOPT -> TracedOption.of(args[1], args[2]) != null;
            case GETSOCKOPT -> args[1] == SocketConstants.SOL_SOCKET && args[2] == SocketConstants.SO_ERROR;
            case FCNTL -> args[1] == FcntlConstants.F_DUPFD || args[1] == FcntlConstants.F_DUPFD_CLOEXEC;
            default -> true;
        };
    }

    private @Nullable InFlight onDescriptor(Tracee tracee, SystemCall call, long[] args, long nowNs) {
        TracedSocket socket = sockets.find(tracee.process, tracee.tid, (int) args[0]);
        if (socket != null) {
            return onSocket(tracee.tid, call, args, nowNs, socket);
        }
        // A dup2 of another descriptor may close a socket.
        boolean duplicates = call == SystemCall.DUP2 || call == SystemCall.DUP3;
        return duplicates && tracee.process.socket((int) args[1]) != null ? onNone(call, args, nowNs) : null;
    }

    /** Handles a splice into or out of a socket. */
    private @Nullable InFlight splice(Tracee tracee, long[] args, long nowNs) {
        TracedSocket into = sockets.find(tracee.process, tracee.tid, (int) args[2]);
        if (into != null) {
            return onSocket(tracee.tid, SystemCall.SPLICE, args, nowNs, into);
        }
        TracedSocket from = sockets.find(tracee.process, tracee.tid, (int) args[0]);
        return from == null ? null : new InFlight(SystemCall.SPLICE, args, nowNs, from, null, List.of());
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
                    case SENDTO ->
                        List.of(messages.plain(
                                tid, args[1], args[2], named == null ? connected : named, socket.segment()));
                    case WRITE -> List.of(messages.plain(tid, args[1], args[2], connected, socket.segment()));
                    case WRITEV, PWRITEV2 ->
                        List.of(messages.vector(tid, args[1], args[2], connected, socket.segment()));
                    // The contents of a file or pipe are not read.
                    case SENDFILE, SPLICE -> List.of(new Message(connected, -1, Prefix.NONE, socket.segment()));
                    case SENDMSG -> List.of(messages.message(tid, args[1], connected, socket.segment()));
                    case SENDMMSG ->
                        messages.messages(tid, args[1], args[2] & 0xffffffffL, connected, socket.segment());
                    default -> List.of();
                };
        boolean inMessage = call == SystemCall.SENDMSG || call == SystemCall.SENDMMSG;
        if (inMessage && !sent.isEmpty() && !Objects.equals(sent.get(0).peer(), connected)) {
            named = sent.get(0).peer();
        }
        return new InFlight(call, args, nowNs, socket, named, sent);
    }
}
