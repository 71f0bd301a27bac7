// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.experiment;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.ExtendedError;
import dev.udpbounce.event.Prefix;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.event.SocketCall.Links;
import dev.udpbounce.event.SocketCall.Message;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.SocketState;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.ExtendedErrors;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** An IPv4 UDP socket of this process on the loopback interface; every call on it is recorded with its times. */
final class BenchSocket implements AutoCloseable {
    private static final int ADDRESS = 16;
    private static final int CONTROL = 512;
    private static final int ROOM = 2048;
    private static final int MSGHDR = 56;
    private static final IpAddress LOOPBACK = new IpAddress(4, 0, 0x7f000001L);

    private final CallLog log;
    private final long id;
    private final int fd;
    private SocketState state = SocketState.NEW;

    BenchSocket(long id, CallLog log) throws KernelException {
        this.id = id;
        this.log = log;
        long entryNs = RealTime.nowNs();
        fd = Libc.calls().socket(SocketConstants.AF_INET, SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC, 0);
        Answer answer = new Answer(entryNs, fd, fd == -1 ? Libc.errno() : 0, RealTime.nowNs());
        Libc.check("socket", fd);
        log(answer, "socket", Kind.SOCKET, null, "AF_INET, SOCK_DGRAM", null, false);
    }

    /** The result of a call, and its times. */
    private record Answer(long entryNs, long result, int errno, long exitNs) {}

    private static Answer call(LongSupplier call) {
        long entryNs = RealTime.nowNs();
        long result = call.getAsLong();
        int errno = result == -1 ? Libc.errno() : 0;
        return new Answer(entryNs, result, errno, RealTime.nowNs());
    }

    /** Binds to a port chosen by the system, and returns it. */
    int bind() throws KernelException {
        ByteBuffer address = loopback(0);
        Answer answer = call(() -> Libc.calls().bind(fd, address, ADDRESS));
        int port = localPort(fd);
        state = new SocketState(state.peer(), state.recverr4(), false, new Endpoint(LOOPBACK, port));
        log(answer, "bind", Kind.BIND, new Endpoint(LOOPBACK, 0), "", null, false);
        return port;
    }

    void connect(int port) {
        ByteBuffer address = loopback(port);
        Answer answer = call(() -> Libc.calls().connect(fd, address, ADDRESS));
        Endpoint peer = new Endpoint(LOOPBACK, port);
        state = new SocketState(peer, state.recverr4(), false, state.local());
        log(answer, "connect", Kind.CONNECT, peer, "", null, false);
    }

    void setRecverr() {
        ByteBuffer on = Libc.buffer(4).putInt(0, 1);
        Answer answer =
                call(() -> Libc.calls().setsockopt(fd, SocketConstants.SOL_IP, SocketConstants.IP_RECVERR, on, 4));
        state = new SocketState(state.peer(), true, false, state.local());
        log(answer, "setsockopt", Kind.OPTION, null, "IP_RECVERR, 1", null, false);
    }

    /** Sets the receive timeout. */
    void waitAtMost(int millis) {
        ByteBuffer time = Libc.buffer(16).putLong(0, millis / 1000).putLong(8, millis % 1000 * 1000L);
        Libc.calls().setsockopt(fd, SocketConstants.SOL_SOCKET, SocketConstants.SO_RCVTIMEO, time, 16);
    }

    /** Waits until an error is pending or queued, without consuming it; on a busy machine it may be late. */
    void awaitError(int millis) {
        ByteBuffer descriptor = Libc.buffer(8).putInt(0, fd);
        Libc.calls().poll(descriptor, 1, millis);
    }

    /** Sends to the connected peer. */
    void send(String text) {
        sendTo(text, 0);
    }

    /** @param port 0 for the connected peer */
    void sendTo(String text, int port) {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer payload = Libc.buffer(octets.length).put(0, octets);
        ByteBuffer address = port == 0 ? null : loopback(port);
        int length = address == null ? 0 : ADDRESS;
        Answer answer = call(() -> Libc.calls().sendto(fd, payload, octets.length, 0, address, length));
        Endpoint named = port == 0 ? null : new Endpoint(LOOPBACK, port);
        Prefix prefix = Prefix.of(ByteBuffer.wrap(octets), 0, octets.length);
        log(
                answer,
                "sendto",
                Kind.SEND,
                named,
                "",
                new Message(named == null ? state.peer() : named, octets.length, prefix),
                true);
    }

    void receive() {
        ByteBuffer room = Libc.buffer(ROOM);
        Answer answer = call(() -> Libc.calls().recvfrom(fd, room, ROOM, 0, null, null));
        log(answer, "recvfrom", Kind.RECEIVE, null, "", null, true);
    }

    /** Reads an entry of the error queue without waiting. */
    void readErrorQueue() {
        Pointer header = memory(MSGHDR);
        Pointer vector = memory(16);
        Pointer room = memory(ROOM);
        Pointer control = memory(CONTROL);
        Pointer name = memory(ADDRESS);
        vector.putLong(0, room.address());
        vector.putLong(8, ROOM);
        header.putLong(0, name.address());
        header.putInt(8, ADDRESS);
        header.putLong(16, vector.address());
        header.putLong(24, 1);
        header.putLong(32, control.address());
        header.putLong(40, CONTROL);
        Answer answer = call(
                () -> Libc.calls().recvmsg(fd, header, SocketConstants.MSG_ERRQUEUE | SocketConstants.MSG_DONTWAIT));
        ExtendedError error = answer.result() == -1
                ? null
                : ExtendedErrors.find(octets(control, (int) Math.min(CONTROL, header.getLong(40))), answer.result());
        log.returned(
                record(answer, "recvmsg", Kind.ERROR_QUEUE, null, "MSG_DONTWAIT|MSG_ERRQUEUE", List.of(), error), true);
    }

    @Override
    public void close() {
        Answer answer = call(() -> Libc.calls().close(fd));
        log(answer, "close", Kind.CLOSE, null, "", null, false);
    }

    private void log(
            Answer answer,
            String name,
            Kind kind,
            @Nullable Endpoint peer,
            String detail,
            @Nullable Message message,
            boolean observed) {
        log.returned(
                record(answer, name, kind, peer, detail, message == null ? List.of() : List.of(message), null),
                observed);
    }

    private SocketCall record(
            Answer answer,
            String name,
            Kind kind,
            @Nullable Endpoint peer,
            String detail,
            List<Message> messages,
            @Nullable ExtendedError error) {
        int pid = Libc.calls().getpid();
        boolean delivers = (kind == Kind.SEND || kind == Kind.RECEIVE) && answer.errno() != Errno.EAGAIN.linux();
        int reported = error != null ? error.errno() : delivers ? answer.errno() : 0;
        return new SocketCall(
                new SocketCall.Request(name, kind, answer.entryNs(), peer, detail, messages),
                new SocketCall.Answer(answer.exitNs(), answer.result(), answer.errno(), reported, error),
                new SocketOwner(pid, pid, "udpbounce", -1, -1, fd),
                id,
                state,
                Links.NONE);
    }

    private static Pointer memory(int size) {
        return Libc.runtime().getMemoryManager().allocateDirect(size, true);
    }

    private static ByteBuffer octets(Pointer memory, int size) {
        ByteBuffer copy = Libc.buffer(size);
        for (int i = 0; i < size; i++) {
            copy.put(i, memory.getByte(i));
        }
        return copy;
    }

    /** Returns a {@code struct sockaddr_in} for 127.0.0.1. */
    static ByteBuffer loopback(int port) {
        ByteBuffer address = Libc.buffer(ADDRESS);
        address.putShort(0, (short) SocketConstants.AF_INET);
        address.put(2, (byte) (port >> 8)).put(3, (byte) port);
        address.put(4, (byte) 127).put(7, (byte) 1);
        return address;
    }

    static int localPort(int fd) throws KernelException {
        ByteBuffer address = Libc.buffer(ADDRESS);
        ByteBuffer length = Libc.buffer(4).putInt(0, ADDRESS);
        Libc.check("getsockname", Libc.calls().getsockname(fd, address, length));
        return Short.toUnsignedInt(
                address.duplicate().order(ByteOrder.BIG_ENDIAN).getShort(2));
    }
}
