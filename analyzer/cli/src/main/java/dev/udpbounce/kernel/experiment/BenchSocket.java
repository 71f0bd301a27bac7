package dev.udpbounce.kernel.experiment;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.kernel.KernelException;
import dev.udpbounce.kernel.Libc;
import dev.udpbounce.kernel.RealTime;
import dev.udpbounce.kernel.trace.Errno;
import dev.udpbounce.kernel.trace.ExtendedErrors;
import dev.udpbounce.timeline.Prefix;
import dev.udpbounce.timeline.Sender;
import dev.udpbounce.timeline.SocketCall;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.ExtendedError;
import dev.udpbounce.timeline.SocketCall.Kind;
import dev.udpbounce.timeline.SocketCall.Links;
import dev.udpbounce.timeline.SocketCall.Message;
import dev.udpbounce.timeline.SocketCall.State;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** A UDP socket of this process, of IPv4, on the loopback interface; every call on it is recorded with its times. */
final class BenchSocket implements AutoCloseable {
    private static final int ADDRESS = 16;
    private static final int CONTROL = 512;
    private static final int ROOM = 2048;
    private static final int MSGHDR = 56;
    private static final IpAddress LOOPBACK = new IpAddress(4, 0, 0x7f000001L);

    private final Bench bench;
    private final long id;
    private final int fd;
    private State state = State.NEW;

    BenchSocket(long id, Bench bench) throws KernelException {
        this.id = id;
        this.bench = bench;
        long entryNs = RealTime.nowNs();
        fd = Libc.calls().socket(Libc.AF_INET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
        Answer answer = new Answer(entryNs, fd, fd == -1 ? Libc.errno() : 0, RealTime.nowNs());
        Libc.check("socket", fd);
        tell(answer, "socket", Kind.SOCKET, null, "AF_INET, SOCK_DGRAM", null, false);
    }

    /** What a call answered, and when. */
    private record Answer(long entryNs, long result, int errno, long exitNs) {}

    private static Answer call(LongSupplier call) {
        long entryNs = RealTime.nowNs();
        long result = call.getAsLong();
        int errno = result == -1 ? Libc.errno() : 0;
        return new Answer(entryNs, result, errno, RealTime.nowNs());
    }

    /** Binds to a port of the system's choice, and answers it. */
    int bind() throws KernelException {
        ByteBuffer address = loopback(0);
        Answer answer = call(() -> Libc.calls().bind(fd, address, ADDRESS));
        int port = localPort(fd);
        state = new State(state.peer(), state.recverr4(), false, new Endpoint(LOOPBACK, port));
        tell(answer, "bind", Kind.BIND, new Endpoint(LOOPBACK, 0), "", null, false);
        return port;
    }

    void connect(int port) {
        ByteBuffer address = loopback(port);
        Answer answer = call(() -> Libc.calls().connect(fd, address, ADDRESS));
        Endpoint peer = new Endpoint(LOOPBACK, port);
        state = new State(peer, state.recverr4(), false, state.local());
        tell(answer, "connect", Kind.CONNECT, peer, "", null, false);
    }

    void setRecverr() {
        ByteBuffer on = Libc.buffer(4).putInt(0, 1);
        Answer answer = call(() -> Libc.calls().setsockopt(fd, Libc.SOL_IP, Libc.IP_RECVERR, on, 4));
        state = new State(state.peer(), true, false, state.local());
        tell(answer, "setsockopt", Kind.OPTION, null, "IP_RECVERR, 1", null, false);
    }

    /** How long a receive waits at most. */
    void waitAtMost(int millis) {
        ByteBuffer time = Libc.buffer(16).putLong(0, millis / 1000).putLong(8, millis % 1000 * 1000L);
        Libc.calls().setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_RCVTIMEO, time, 16);
    }

    /** Waits until an error is pending or queued, without taking it; a busy machine may be late with it. */
    void awaitError(int millis) {
        ByteBuffer descriptor = Libc.buffer(8).putInt(0, fd);
        Libc.calls().poll(descriptor, 1, millis);
    }

    /** Sends to the peer that it is connected to. */
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
        tell(
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
        tell(answer, "recvfrom", Kind.RECEIVE, null, "", null, true);
    }

    /** Reads an entry of the error queue, without waiting. */
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
        Answer answer = call(() -> Libc.calls().recvmsg(fd, header, Libc.MSG_ERRQUEUE | Libc.MSG_DONTWAIT));
        ExtendedError error = answer.result() == -1
                ? null
                : ExtendedErrors.find(octets(control, (int) Math.min(CONTROL, header.getLong(40))), answer.result());
        bench.called(
                record(answer, "recvmsg", Kind.ERROR_QUEUE, null, "MSG_DONTWAIT|MSG_ERRQUEUE", List.of(), error), true);
    }

    @Override
    public void close() {
        Answer answer = call(() -> Libc.calls().close(fd));
        tell(answer, "close", Kind.CLOSE, null, "", null, false);
    }

    private void tell(
            Answer answer,
            String name,
            Kind kind,
            @Nullable Endpoint peer,
            String detail,
            @Nullable Message message,
            boolean observed) {
        bench.called(
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
        boolean delivers = (kind == Kind.SEND || kind == Kind.RECEIVE) && answer.errno() != Libc.EAGAIN;
        return new SocketCall(
                name,
                kind,
                answer.entryNs(),
                answer.exitNs(),
                new Sender(pid, pid, "udpbounce", -1, -1, fd),
                id,
                peer,
                detail,
                messages,
                answer.result(),
                answer.errno(),
                Errno.name(answer.errno()),
                error != null ? error.errno() : delivers ? answer.errno() : 0,
                state,
                error,
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

    /** {@code struct sockaddr_in} of 127.0.0.1. */
    static ByteBuffer loopback(int port) {
        ByteBuffer address = Libc.buffer(ADDRESS);
        address.putShort(0, (short) Libc.AF_INET);
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
