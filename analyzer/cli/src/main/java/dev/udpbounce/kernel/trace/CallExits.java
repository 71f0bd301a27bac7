// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.SocketAddresses;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Tracks the effects of returning calls on the sockets, and has the calls recorded. */
final class CallExits {

    private final Memory memory;
    private final TracedSockets sockets;
    private final SocketProbe probe;
    private final ReadySets ready;
    private final CallRecords records;

    CallExits(Memory memory, TracedSockets sockets, SocketProbe probe, CallRecords records) {
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
                record(call, Kind.CLOSE, "");
                // Linux closes the descriptor even if the call returns EINTR.
                sockets.closed(call.process(), call.flight().fd());
            }
            case CONNECT -> connected(call);
            case BIND -> bound(call);
            case SENDTO, SENDMSG, SENDMMSG, WRITE, WRITEV, PWRITEV2, SENDFILE -> sent(call);
            case RECVFROM, RECVMSG, RECVMMSG, READ, READV, PREADV2 -> received(call);
            case SPLICE -> {
                if (call.flight().messages().isEmpty()) {
                    received(call);
                } else {
                    sent(call);
                }
            }
            case GETSOCKOPT -> record(call, Kind.TAKE_ERROR, "SO_ERROR");
            case SETSOCKOPT -> optionSet(call);
            case EPOLL_CTL -> ready.control(call);
            case EPOLL_WAIT, EPOLL_PWAIT, EPOLL_PWAIT2 -> ready.epoll(call, fd -> polled(call, fd));
            case POLL, PPOLL -> ready.poll(call, fd -> polled(call, fd));
            case SELECT, PSELECT6 -> ready.select(call, fd -> selected(call, fd));
            case IO_URING_SETUP, CLONE, CLONE3, PRCTL, SECCOMP -> {}
        }
    }

    void ended(TracedProcess process) {
        ready.ended(process);
    }

    private void record(ReturnedCall call, Kind kind, String detail) {
        TracedSocket socket = call.flight().socket();
        if (socket != null) {
            records.returned(call, socket, kind, detail);
        }
    }

    private void made(ReturnedCall call) {
        if (call.failed()) {
            return;
        }
        int fd = (int) call.result();
        long protocol = call.argument(2);
        boolean udp = (call.argument(1) & SocketConstants.SOCK_TYPE_MASK) == SocketConstants.SOCK_DGRAM
                && (protocol == 0 || protocol == SocketConstants.IPPROTO_UDP);
        if (!udp) {
            sockets.createdOther(call.tid(), fd);
            return;
        }
        TracedSocket socket = sockets.created(call.process(), call.tid(), fd);
        if (socket != null) {
            String family = call.argument(0) == SocketConstants.AF_INET ? "AF_INET" : "AF_INET6";
            records.returned(call, socket, Kind.SOCKET, family + ", SOCK_DGRAM");
        }
    }

    private void duplicated(ReturnedCall call) {
        if (!call.failed()) {
            sockets.find(call.process(), call.tid(), (int) call.result());
            record(call, Kind.DUP, "");
        }
    }

    private void connected(ReturnedCall call) {
        int family = SocketAddresses.family(memory.read(call.tid(), call.argument(1), 2));
        boolean dissolves = family == SocketConstants.AF_UNSPEC;
        TracedSocket socket = call.flight().socket();
        if (socket != null && !call.failed()) {
            socket.connected(dissolves ? null : call.flight().peer());
            locate(call, socket, dissolves ? null : socket.state().local());
        }
        record(call, Kind.CONNECT, dissolves ? "AF_UNSPEC" : "");
    }

    private void bound(ReturnedCall call) {
        TracedSocket socket = call.flight().socket();
        if (socket != null && !call.failed()) {
            locate(call, socket, call.flight().peer());
        }
        record(call, Kind.BIND, "");
    }

    /** Queries the local address of a socket; uses {@code otherwise} if it cannot be determined. */
    private void locate(ReturnedCall call, TracedSocket socket, @Nullable Endpoint otherwise) {
        Endpoint local = probe.local(call.process().pid, call.flight().fd());
        socket.bound(local == null ? otherwise : local);
    }

    /** Handles a send. The first send binds an unbound socket, even if it fails. */
    private void sent(ReturnedCall call) {
        TracedSocket socket = call.flight().socket();
        if (socket == null) {
            return;
        }
        Endpoint local = socket.state().local();
        if (local == null || local.port() == 0) {
            locate(call, socket, local);
        }
        Endpoint peer = socket.state().peer();
        if (call.errno() == Errno.EMSGSIZE.linux() && peer != null) {
            socket.metPathMtu(probe.pathMtu(
                    call.process().pid,
                    call.flight().fd(),
                    peer.onWire().address().version()));
        }
        record(call, Kind.SEND, CallRecords.flags(call.flight()));
    }

    private void received(ReturnedCall call) {
        boolean queue = (CallRecords.receiveFlags(call.flight()) & SocketConstants.MSG_ERRQUEUE) != 0;
        record(call, queue ? Kind.ERROR_QUEUE : Kind.RECEIVE, CallRecords.flags(call.flight()));
    }

    private void optionSet(ReturnedCall call) {
        TracedOption option = TracedOption.of(call.argument(1), call.argument(2));
        if (option == null) {
            return;
        }
        int value = value(memory.read(call.tid(), call.argument(3), Math.min(4, call.argument(4))));
        TracedSocket socket = call.flight().socket();
        if (socket != null && !call.failed()) {
            socket.set(option, value);
        }
        record(call, Kind.OPTION, option.name() + ", " + value);
    }

    /** Returns the value of an option of one or four octets. */
    private static int value(ByteBuffer octets) {
        return octets.limit() == 4 ? octets.getInt(0) : octets.limit() == 0 ? 0 : octets.get(0) & 0xff;
    }

    private void polled(ReturnedCall call, int fd) {
        TracedSocket socket = sockets.find(call.process(), call.tid(), fd);
        if (socket != null) {
            records.waited(call, fd, socket, Kind.POLL, "POLLERR");
        }
    }

    /** Queries the socket, because {@code select}, unlike poll, does not distinguish an error from readiness. */
    private void selected(ReturnedCall call, int fd) {
        TracedSocket socket = sockets.find(call.process(), call.tid(), fd);
        if (socket != null && probe.findsError(call.process().pid, fd)) {
            records.waited(call, fd, socket, Kind.SELECT, "ready");
        }
    }
}
