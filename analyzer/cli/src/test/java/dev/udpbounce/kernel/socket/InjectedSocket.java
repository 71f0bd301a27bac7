// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.ExtendedError;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.Flow;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.kernel.sys.ExtendedErrors;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** A real socket that receives errors, and the predictions for them. All datagrams that it sends arrive. */
final class InjectedSocket implements AutoCloseable {
    private static final int DEFAULT = -1;
    private static final int PMTUDISC_OMIT = 5;
    private static final int SO_EE_ORIGIN_ICMP = 2;
    private static final int SO_EE_ORIGIN_ICMP6 = 3;
    private static final int WAIT_MS = 20_000;

    /**
     * A combination of socket properties.
     *
     * @param version IP version of its datagrams
     * @param discover path-MTU discovery setting for this version; negative for the default
     */
    record Kind(int version, int family, boolean connected, boolean recverr4, boolean recverr6, int discover) {
        /** Returns the kinds with and without IP_RECVERR or IPV6_RECVERR, for this version. */
        static List<Kind> plain(int version) {
            List<Kind> kinds = new ArrayList<>();
            int family = version == 4 ? SocketConstants.AF_INET : SocketConstants.AF_INET6;
            for (int bits = 0; bits < 4; bits++) {
                boolean recverr = (bits & 1) != 0;
                kinds.add(new Kind(
                        version, family, (bits & 2) != 0, version == 4 && recverr, version == 6 && recverr, DEFAULT));
            }
            return kinds;
        }

        /** Returns also the kinds for both versions, and for MTU errors each path-MTU discovery setting. */
        static List<Kind> all(IcmpCode row) {
            List<Kind> kinds = new ArrayList<>(plain(row.version()));
            for (int bits = 0; bits < 8; bits++) {
                kinds.add(new Kind(
                        row.version(),
                        SocketConstants.AF_INET6,
                        (bits & 1) != 0,
                        (bits & 2) != 0,
                        (bits & 4) != 0,
                        DEFAULT));
            }
            if (row.linux().needsPathMtuDiscovery()) {
                for (Kind kind : List.copyOf(kinds)) {
                    for (int discover = 0; discover <= PMTUDISC_OMIT; discover++) {
                        kinds.add(new Kind(
                                kind.version, kind.family, kind.connected, kind.recverr4, kind.recverr6, discover));
                    }
                }
            }
            return kinds.stream().distinct().toList();
        }

        boolean recverr() {
            return version == 4 ? recverr4 : recverr6;
        }

        @Override
        public String toString() {
            return (family == SocketConstants.AF_INET ? "AF_INET " : "AF_INET6 ")
                    + (connected ? "connected" : "unconnected")
                    + (recverr4 ? " IP_RECVERR" : "")
                    + (recverr6 ? " IPV6_RECVERR" : "")
                    + (discover == DEFAULT ? "" : " MTU_DISCOVER " + discover);
        }
    }

    /** A socket's result of one error; {@code queued} is null for no entry. */
    private record Share(int errno, @Nullable String queued) {
        @Override
        public String toString() {
            return "errno " + errno + (queued == null ? ", nothing queued" : ", queued " + queued);
        }
    }

    private final Kind kind;
    private final TestSocket peer;
    private final TestSocket socket;
    private final TestSocket fence;
    private final SocketTable table;
    private final IpAddress host;

    private InjectedSocket(Kind kind) throws KernelException {
        this.kind = kind;
        host = TestSocket.loopback(kind.version);
        peer = TestSocket.listening(kind.version);
        socket = TestSocket.ofFamily(kind.family);
        fence = TestSocket.listening(kind.version);
        table = SocketTable.open();
    }

    static InjectedSocket open(Kind kind) throws KernelException {
        InjectedSocket injected = new InjectedSocket(kind);
        TestSocket socket = injected.socket;
        if (kind.recverr4) {
            socket.set(SocketConstants.SOL_IP, SocketConstants.IP_RECVERR, 1);
        }
        if (kind.recverr6) {
            socket.set(SocketConstants.SOL_IPV6, SocketConstants.IPV6_RECVERR, 1);
        }
        if (kind.discover != DEFAULT && kind.version == 4) {
            socket.set(SocketConstants.SOL_IP, SocketConstants.IP_MTU_DISCOVER, kind.discover);
        } else if (kind.discover != DEFAULT) {
            socket.set(SocketConstants.SOL_IPV6, SocketConstants.IPV6_MTU_DISCOVER, kind.discover);
        }
        if (kind.connected) {
            socket.connect(injected.host, injected.peer.port());
        }
        injected.send();
        return injected;
    }

    /**
     * Sends an error three times, and tries each of the three ways in which a program can learn of it.
     *
     * @param row prediction
     * @return deviations of the kernel
     */
    List<String> disagreements(IcmpCode row, int type, int code) throws KernelException {
        Flow flow = socket.flowTo(host, peer.port());
        Share predicted = predicted(row, flow);
        List<String> found = new ArrayList<>();
        if (kind.discover == DEFAULT && tellsPlainly(row) != (predicted.errno != 0)) {
            found.add(name(row) + "the rule for sockets says " + predicted + ", the table " + row);
        }
        for (Asked asked : Asked.values()) {
            inject(flow, type, code);
            int errno = asked.of(this);
            Share observed = new Share(errno, queued());
            if (!observed.equals(predicted)) {
                found.add(name(row) + asked + " got " + observed + "; predicted " + predicted);
            }
            clear();
        }
        return found;
    }

    private String name(IcmpCode row) {
        return "v" + row.version() + " " + row.type() + "/" + row.code() + " " + row.name() + ", " + kind + ": ";
    }

    private boolean tellsPlainly(IcmpCode row) {
        if (kind.recverr()) {
            return row.linux().tellsRecverr();
        }
        return kind.connected ? row.linux().tellsConnected() : row.linux().tellsUnconnected();
    }

    private Share predicted(IcmpCode row, Flow flow) throws KernelException {
        SocketState state = Objects.requireNonNull(table.find(flow, 0), () -> "no socket of " + flow);
        SocketOptions options = new SocketOptions(
                kind.recverr4,
                kind.recverr6,
                kind.version == 4 ? kind.discover : DEFAULT,
                kind.version == 6 ? kind.discover : DEFAULT);
        Verdict verdict = VerdictRule.of(row, state, options, VerdictRule.Queue.UNCLEAR, false);
        String entry = row.version() + " " + row.type() + "/" + row.code() + " errno "
                + row.linux().errnoNumber();
        return switch (verdict) {
            case TOLD -> new Share(row.linux().errnoNumber(), null);
            case QUEUED -> new Share(row.linux().errnoNumber(), entry);
            case NEVER_TOLD -> new Share(0, null);
            default -> throw new AssertionError(name(row) + verdict + ", though all is known");
        };
    }

    /** The next call on the socket. */
    private enum Asked {
        SO_ERROR {
            @Override
            int of(InjectedSocket injected) throws KernelException {
                return injected.soError();
            }
        },
        RECEIVE {
            @Override
            int of(InjectedSocket injected) {
                return injected.socket.nextErrno();
            }
        },
        SEND {
            @Override
            int of(InjectedSocket injected) {
                try {
                    injected.send();
                    return 0;
                } catch (KernelException e) {
                    return e.errno();
                }
            }
        };

        abstract int of(InjectedSocket injected) throws KernelException;
    }

    private void send() throws KernelException {
        if (kind.connected) {
            socket.send();
        } else {
            socket.sendTo(host, peer.port());
        }
    }

    private int soError() throws KernelException {
        ByteBuffer value = Libc.buffer(4);
        ByteBuffer length = Libc.buffer(4).putInt(0, 4);
        Libc.check(
                "getsockopt",
                Libc.calls()
                        .getsockopt(socket.fd(), SocketConstants.SOL_SOCKET, SocketConstants.SO_ERROR, value, length));
        return value.getInt(0);
    }

    /** Sends the error and then a datagram, whose arrival shows that the error has been processed. */
    private void inject(Flow flow, int type, int code) throws KernelException {
        Experiment.deliver(flow, type, code);
        fence.sendTo(host, fence.port());
        ByteBuffer time = Libc.buffer(16).putLong(0, WAIT_MS / 1000);
        Libc.check(
                "setsockopt",
                Libc.calls().setsockopt(fence.fd(), SocketConstants.SOL_SOCKET, SocketConstants.SO_RCVTIMEO, time, 16));
        Libc.check("recv", Libc.calls().recv(fence.fd(), Libc.buffer(16), 16, 0));
    }

    /**
     * Returns the entry from {@code recvmsg(MSG_ERRQUEUE)}: IP version, type, code and errno; null if there is none.
     */
    private @Nullable String queued() {
        Pointer header = memory(56);
        Pointer vector = memory(16);
        Pointer payload = memory(64);
        ByteBuffer control = Libc.buffer(512);
        Pointer controlAt = Pointer.wrap(Libc.runtime(), control);
        vector.putLong(0, payload.address());
        vector.putLong(8, 64);
        header.putLong(16, vector.address());
        header.putLong(24, 1);
        header.putLong(32, controlAt.address());
        header.putLong(40, control.capacity());
        long length =
                Libc.calls().recvmsg(socket.fd(), header, SocketConstants.MSG_ERRQUEUE | SocketConstants.MSG_DONTWAIT);
        if (length == -1) {
            return null;
        }
        ExtendedError error = ExtendedErrors.find(control, length);
        if (error == null) {
            return "an entry without an error";
        }
        String version =
                switch (error.origin()) {
                    case SO_EE_ORIGIN_ICMP -> "4";
                    case SO_EE_ORIGIN_ICMP6 -> "6";
                    default -> "origin " + error.origin();
                };
        return version + " " + error.type() + "/" + error.code() + " errno " + error.errno();
    }

    private void clear() throws KernelException {
        boolean more = true;
        while (more) {
            more = queued() != null;
        }
        soError();
    }

    private static Pointer memory(int size) {
        return Libc.runtime().getMemoryManager().allocateDirect(size, true);
    }

    @Override
    public void close() {
        table.close();
        fence.close();
        socket.close();
        peer.close();
    }
}
