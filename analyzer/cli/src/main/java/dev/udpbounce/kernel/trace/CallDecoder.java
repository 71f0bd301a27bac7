package dev.udpbounce.kernel.trace;

import dev.udpbounce.timeline.SocketCall;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.Kind;
import dev.udpbounce.timeline.SocketCall.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the calls on UDP sockets from all others, and keeps track of what they do to the sockets. */
final class CallDecoder {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_TYPE = 0xf;
    private static final int SOCK_DGRAM = 2;
    private static final int IPPROTO_UDP = 17;
    private static final int SOL_IP = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SOL_IPV6 = 41;
    private static final int SO_ERROR = 4;
    private static final int IP_RECVERR = 11;
    private static final int IPV6_RECVERR = 25;
    private static final int F_DUPFD = 0;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int MSG_ERRQUEUE = 0x2000;
    private static final int STANDARD_ERROR = 2;

    private final Memory memory;
    private final Messages messages;
    private final TracedSockets sockets;
    private final ReadySets ready;
    private final ErrorProbe probe;
    private final CallRecords records;

    CallDecoder(Memory memory, TracedSockets sockets, ErrorProbe probe, Consumer<SocketCall> out) {
        this.memory = memory;
        this.messages = new Messages(memory);
        this.sockets = sockets;
        this.ready = new ReadySets(memory);
        this.probe = probe;
        this.records = new CallRecords(memory, messages, out);
    }

    /** A call begins; null if it is none that its exit matters of. */
    @Nullable
    InFlight entry(TracedProcess process, int tid, SystemCall call, long[] args, long nowNs) {
        int fd = (int) args[0];
        switch (call.use) {
            case DESCRIPTOR, SOCKET -> {
                if (call.use == SystemCall.Use.DESCRIPTOR && fd <= STANDARD_ERROR && process.socket(fd) == null) {
                    return null;
                }
                if (!matters(call, args)) {
                    return null;
                }
                TracedSocket socket = sockets.find(process, tid, fd);
                return socket == null
                        ? overwritten(process, call, args, nowNs)
                        : onSocket(tid, call, args, nowNs, socket);
            }
            case WAIT -> {
                return process.hasSockets() ? new InFlight(call, args, nowNs, null, null, List.of()) : null;
            }
            default -> {
                boolean matters = call == SystemCall.SOCKET ? args[0] == AF_INET || args[0] == AF_INET6 : true;
                return matters ? new InFlight(call, args, nowNs, null, null, List.of()) : null;
            }
        }
    }

    /** Of the calls with many uses, those that are looked at. */
    private static boolean matters(SystemCall call, long[] args) {
        return switch (call) {
            case SETSOCKOPT -> setsRecverr(args);
            case GETSOCKOPT -> takesError(args);
            case FCNTL -> args[1] == F_DUPFD || args[1] == F_DUPFD_CLOEXEC;
            default -> true;
        };
    }

    /** A {@code dup2} of something else may close a socket. */
    private static @Nullable InFlight overwritten(TracedProcess process, SystemCall call, long[] args, long nowNs) {
        boolean closes = (call == SystemCall.DUP2 || call == SystemCall.DUP3) && process.socket((int) args[1]) != null;
        return closes ? new InFlight(call, args, nowNs, null, null, List.of()) : null;
    }

    private static boolean setsRecverr(long[] args) {
        return (args[1] == SOL_IP && args[2] == IP_RECVERR) || (args[1] == SOL_IPV6 && args[2] == IPV6_RECVERR);
    }

    private static boolean takesError(long[] args) {
        return args[1] == SOL_SOCKET && args[2] == SO_ERROR;
    }

    private InFlight onSocket(int tid, SystemCall call, long[] args, long nowNs, TracedSocket socket) {
        Endpoint connected = socket.state().peer();
        Endpoint peer =
                switch (call) {
                    case CONNECT, BIND -> messages.address(tid, args[1], args[2]);
                    case SENDTO -> messages.address(tid, args[4], args[5]);
                    default -> null;
                };
        List<Message> sent =
                switch (call) {
                    case SENDTO -> List.of(messages.plain(tid, args[1], args[2], peer == null ? connected : peer));
                    case WRITE -> List.of(messages.plain(tid, args[1], args[2], connected));
                    case WRITEV -> List.of(messages.vector(tid, args[1], args[2], connected));
                    case SENDMSG -> List.of(messages.message(tid, args[1], connected));
                    case SENDMMSG -> messages.messages(tid, args[1], args[2] & 0xffffffffL, connected);
                    default -> List.of();
                };
        if (call == SystemCall.SENDMSG || call == SystemCall.SENDMMSG) {
            peer = sent.isEmpty() ? null : sent.get(0).peer();
        }
        return new InFlight(call, args, nowNs, socket, peer, sent);
    }

    /** A call ends with {@code result}, which is a negative errno if it failed. */
    void exit(TracedProcess process, int tid, InFlight flight, long result, long nowNs) {
        if (result <= -Errno.FIRST_RESTART && result > -4096) {
            return; // it starts again, or another answer comes in its place
        }
        switch (flight.call()) {
            case SOCKET -> socket(process, tid, flight, result, nowNs);
            case EPOLL_CTL -> ready.control(process, tid, flight.args(), result);
            case POLL, PPOLL ->
                ready.poll(tid, flight.args(), result, fd -> poll(process, tid, flight, fd, result, nowNs));
            case SELECT, PSELECT6 ->
                ready.select(tid, flight.args(), result, fd -> selected(process, tid, flight, fd, result, nowNs));
            case EPOLL_WAIT, EPOLL_PWAIT, EPOLL_PWAIT2 ->
                ready.epoll(process, tid, flight.args(), result, fd -> poll(process, tid, flight, fd, result, nowNs));
            case DUP, DUP2, DUP3, FCNTL -> dup(process, tid, flight, result, nowNs);
            case CLOSE -> {
                records.tell(process, tid, flight, flight.socket(), Kind.CLOSE, "", result, nowNs);
                // Linux has closed it even where it answers EINTR.
                sockets.closed(process, flight.fd());
            }
            default -> onSocket(process, tid, flight, result, nowNs);
        }
    }

    private void socket(TracedProcess process, int tid, InFlight flight, long result, long nowNs) {
        if (result < 0) {
            return;
        }
        long[] args = flight.args();
        boolean udp = (args[1] & SOCK_TYPE) == SOCK_DGRAM && (args[2] == 0 || args[2] == IPPROTO_UDP);
        if (!udp) {
            sockets.createdOther(tid, (int) result);
            return;
        }
        TracedSocket socket = sockets.created(process, tid, (int) result);
        String detail = (args[0] == AF_INET ? "AF_INET" : "AF_INET6") + ", SOCK_DGRAM";
        records.tell(process, tid, flight, socket, Kind.SOCKET, detail, result, nowNs);
    }

    private void dup(TracedProcess process, int tid, InFlight flight, long result, long nowNs) {
        if (result < 0) {
            return;
        }
        sockets.find(process, tid, (int) result);
        if (flight.socket() != null) {
            records.tell(process, tid, flight, flight.socket(), Kind.DUP, "", result, nowNs);
        }
    }

    private void onSocket(TracedProcess process, int tid, InFlight flight, long result, long nowNs) {
        TracedSocket socket = flight.socket();
        if (socket == null) {
            return;
        }
        long[] args = flight.args();
        Kind kind = Kind.OPTION;
        String detail = "";
        switch (flight.call()) {
            case CONNECT -> {
                kind = Kind.CONNECT;
                boolean dissolves = SocketAddresses.family(memory.read(tid, args[1], 2)) == SocketAddresses.AF_UNSPEC;
                detail = dissolves ? "AF_UNSPEC" : "";
                if (result == 0) {
                    socket.connected(dissolves ? null : flight.peer());
                }
            }
            case BIND -> {
                kind = Kind.BIND;
                if (result == 0) {
                    socket.bound(flight.peer());
                }
            }
            case SENDTO, SENDMSG, SENDMMSG, WRITE, WRITEV -> {
                kind = Kind.SEND;
                detail = CallRecords.flags(flight);
            }
            case RECVFROM, RECVMSG, RECVMMSG, READ, READV -> {
                kind = (CallRecords.receiveFlags(flight) & MSG_ERRQUEUE) != 0 ? Kind.ERROR_QUEUE : Kind.RECEIVE;
                detail = CallRecords.flags(flight);
            }
            case GETSOCKOPT -> {
                kind = Kind.TAKE_ERROR;
                detail = "SO_ERROR";
            }
            case SETSOCKOPT -> detail = recverr(tid, socket, args, result);
            default -> {}
        }
        records.tell(process, tid, flight, socket, kind, detail, result, nowNs);
    }

    private String recverr(int tid, TracedSocket socket, long[] args, long result) {
        ByteBuffer value = memory.read(tid, args[3], Math.min(4, args[4]));
        boolean on = false;
        for (int i = 0; i < value.limit(); i++) {
            on |= value.get(i) != 0;
        }
        boolean v4 = args[1] == SOL_IP;
        if (result == 0 && v4) {
            socket.recverr4(on);
        } else if (result == 0) {
            socket.recverr6(on);
        }
        return (v4 ? "IP_RECVERR" : "IPV6_RECVERR") + (on ? ", 1" : ", 0");
    }

    private void poll(TracedProcess process, int tid, InFlight flight, int fd, long result, long nowNs) {
        TracedSocket socket = sockets.find(process, tid, fd);
        if (socket != null) {
            records.waited(process, tid, flight, fd, socket, "POLLERR", result, nowNs);
        }
    }

    /** Unlike poll, {@code select} does not tell an error from readiness, so that the socket is asked. */
    private void selected(TracedProcess process, int tid, InFlight flight, int fd, long result, long nowNs) {
        TracedSocket socket = sockets.find(process, tid, fd);
        if (socket != null && probe.findsError(process.pid, fd)) {
            records.waited(process, tid, flight, fd, socket, "ready", result, nowNs);
        }
    }

    void ended(TracedProcess process) {
        ready.ended(process);
    }
}
