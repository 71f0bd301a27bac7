package dev.udpbounce.kernel.trace;

import dev.udpbounce.timeline.SocketCall.Kind;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Keeps track of what calls have done to the sockets, as they return, and has them told. */
final class CallExits {
    private static final int AF_INET = 2;
    private static final int SOCK_TYPE = 0xf;
    private static final int SOCK_DGRAM = 2;
    private static final int IPPROTO_UDP = 17;
    private static final int SOL_IP = 0;
    private static final int MSG_ERRQUEUE = 0x2000;

    private final Memory memory;
    private final TracedSockets sockets;
    private final ErrorProbe probe;
    private final ReadySets ready;
    private final CallRecords records;

    CallExits(Memory memory, TracedSockets sockets, ErrorProbe probe, CallRecords records) {
        this.memory = memory;
        this.sockets = sockets;
        this.probe = probe;
        this.ready = new ReadySets(memory);
        this.records = records;
    }

    void exit(ReturnedCall call) {
        if (call.restarts()) {
            return;
        }
        switch (call.call()) {
            case SOCKET -> made(call);
            case DUP, DUP2, DUP3, FCNTL -> duplicated(call);
            case CLOSE -> {
                tell(call, Kind.CLOSE, "");
                // Linux has closed it even where it answers EINTR.
                sockets.closed(call.process(), call.flight().fd());
            }
            case CONNECT -> connected(call);
            case BIND -> bound(call);
            case SENDTO, SENDMSG, SENDMMSG, WRITE, WRITEV -> tell(call, Kind.SEND, CallRecords.flags(call.flight()));
            case RECVFROM, RECVMSG, RECVMMSG, READ, READV -> received(call);
            case GETSOCKOPT -> tell(call, Kind.TAKE_ERROR, "SO_ERROR");
            case SETSOCKOPT -> optionSet(call);
            case EPOLL_CTL -> ready.control(call);
            case EPOLL_WAIT, EPOLL_PWAIT, EPOLL_PWAIT2 -> ready.epoll(call, fd -> polled(call, fd));
            case POLL, PPOLL -> ready.poll(call, fd -> polled(call, fd));
            case SELECT, PSELECT6 -> ready.select(call, fd -> selected(call, fd));
            case IO_URING_SETUP -> {}
        }
    }

    void ended(TracedProcess process) {
        ready.ended(process);
    }

    private void tell(ReturnedCall call, Kind kind, String detail) {
        TracedSocket socket = call.flight().socket();
        if (socket != null) {
            records.tell(call, socket, kind, detail);
        }
    }

    private void made(ReturnedCall call) {
        if (call.failed()) {
            return;
        }
        int fd = (int) call.result();
        long protocol = call.argument(2);
        boolean udp = (call.argument(1) & SOCK_TYPE) == SOCK_DGRAM && (protocol == 0 || protocol == IPPROTO_UDP);
        if (!udp) {
            sockets.createdOther(call.tid(), fd);
            return;
        }
        TracedSocket socket = sockets.created(call.process(), call.tid(), fd);
        if (socket != null) {
            String family = call.argument(0) == AF_INET ? "AF_INET" : "AF_INET6";
            records.tell(call, socket, Kind.SOCKET, family + ", SOCK_DGRAM");
        }
    }

    private void duplicated(ReturnedCall call) {
        if (!call.failed()) {
            sockets.find(call.process(), call.tid(), (int) call.result());
            tell(call, Kind.DUP, "");
        }
    }

    private void connected(ReturnedCall call) {
        int family = SocketAddresses.family(memory.read(call.tid(), call.argument(1), 2));
        boolean dissolves = family == SocketAddresses.AF_UNSPEC;
        TracedSocket socket = call.flight().socket();
        if (socket != null && !call.failed()) {
            socket.connected(dissolves ? null : call.flight().peer());
        }
        tell(call, Kind.CONNECT, dissolves ? "AF_UNSPEC" : "");
    }

    private void bound(ReturnedCall call) {
        TracedSocket socket = call.flight().socket();
        if (socket != null && !call.failed()) {
            socket.bound(call.flight().peer());
        }
        tell(call, Kind.BIND, "");
    }

    private void received(ReturnedCall call) {
        boolean queue = (CallRecords.receiveFlags(call.flight()) & MSG_ERRQUEUE) != 0;
        tell(call, queue ? Kind.ERROR_QUEUE : Kind.RECEIVE, CallRecords.flags(call.flight()));
    }

    /** IP_RECVERR or IPV6_RECVERR. */
    private void optionSet(ReturnedCall call) {
        boolean v4 = call.argument(1) == SOL_IP;
        boolean on = isOn(memory.read(call.tid(), call.argument(3), Math.min(4, call.argument(4))));
        TracedSocket socket = call.flight().socket();
        if (socket != null && !call.failed()) {
            set(socket, v4, on);
        }
        tell(call, Kind.OPTION, (v4 ? "IP_RECVERR" : "IPV6_RECVERR") + (on ? ", 1" : ", 0"));
    }

    private static boolean isOn(ByteBuffer value) {
        boolean on = false;
        for (int i = 0; i < value.limit(); i++) {
            on |= value.get(i) != 0;
        }
        return on;
    }

    private static void set(TracedSocket socket, boolean v4, boolean on) {
        if (v4) {
            socket.recverr4(on);
        } else {
            socket.recverr6(on);
        }
    }

    private void polled(ReturnedCall call, int fd) {
        waited(call, fd, sockets.find(call.process(), call.tid(), fd), "POLLERR");
    }

    /** Unlike poll, {@code select} does not tell an error from readiness, so that the socket is asked. */
    private void selected(ReturnedCall call, int fd) {
        TracedSocket socket = sockets.find(call.process(), call.tid(), fd);
        if (socket != null && probe.findsError(call.process().pid, fd)) {
            waited(call, fd, socket, "ready");
        }
    }

    private void waited(ReturnedCall call, int fd, @Nullable TracedSocket socket, String detail) {
        if (socket != null) {
            records.waited(call, fd, socket, detail);
        }
    }
}
