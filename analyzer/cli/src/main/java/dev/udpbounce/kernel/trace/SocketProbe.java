// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketState;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.sys.BoundedMap;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.SocketAddresses;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Queries the kernel about a socket of another process without changing it. The queries use a copy of the descriptor,
 * made by pidfd_getfd(2) (since Linux 5.6). If there is no copy, nothing is known.
 */
final class SocketProbe {
    // System call numbers, the same on all processors.
    private static final int PIDFD_OPEN = 434;
    private static final int PIDFD_GETFD = 438;
    private static final long UNKNOWN = -1;
    /** Returns a descriptor of the network namespace of a socket, linux/sockios.h. Needs CAP_NET_ADMIN there. */
    private static final long SIOCGSKNS = 0x894c;

    private static final int MOST_NETWORKS = 1 << 10;

    private final TraceCalls calls;
    private final ByteBuffer pollfd = Libc.buffer(8);
    private final ByteBuffer value = Libc.buffer(SocketAddresses.SIZE);
    private final ByteBuffer length = Libc.buffer(4);
    private final Networks networks;
    /** Names by which other namespaces are captured, by their cookies; empty for those that are not. */
    private final Map<Long, String> captured = new BoundedMap<>(MOST_NETWORKS);

    private final long ownNamespace;

    /** Asks for the packets of another network namespace to be captured. */
    interface Networks {
        /**
         * Returns the name by which they are captured from now on; null if they are not.
         *
         * @param pid a process in it
         * @param namespace closed by the receiver
         */
        @Nullable
        String capture(int pid, NetworkNamespace namespace);
    }

    SocketProbe(TraceCalls calls, Networks networks) {
        this.calls = calls;
        this.networks = networks;
        int own = Libc.calls().socket(SocketConstants.AF_INET, SocketConstants.SOCK_DGRAM, 0);
        ownNamespace = own == -1 ? UNKNOWN : namespace(own);
        if (own != -1) {
            Libc.calls().close(own);
        }
    }

    /** Returns whether an error is pending or the error queue is not empty; false if unknown. */
    boolean findsError(int pid, int fd) {
        int copy = copy(pid, fd);
        if (copy == -1) {
            return false;
        }
        pollfd.putInt(0, copy).putInt(4, 0);
        boolean error = Libc.calls().poll(pollfd, 1, 0) == 1 && (pollfd.getShort(6) & SocketConstants.POLLERR) != 0;
        Libc.calls().close(copy);
        return error;
    }

    /** Completes the state of a newly found socket with data that only the kernel has. */
    SocketState complete(int pid, int fd, SocketState state) {
        int copy = copy(pid, fd);
        if (copy == -1) {
            return state;
        }
        long namespace = namespace(copy);
        boolean elsewhere = namespace != UNKNOWN && ownNamespace != UNKNOWN && namespace != ownNamespace;
        boolean v4 = option(copy, SocketConstants.SOL_IP, SocketConstants.IP_RECVERR) > 0;
        boolean v6 = option(copy, SocketConstants.SOL_IPV6, SocketConstants.IPV6_RECVERR) > 0;
        boolean reports = option(copy, SocketConstants.SOL_SOCKET, SocketConstants.SO_TIMESTAMPING) > 0
                || option(copy, SocketConstants.SOL_SOCKET, SocketConstants.SO_ZEROCOPY) > 0;
        SocketState located = elsewhere ? state.in(captured(pid, namespace, copy)) : state;
        Libc.calls().close(copy);
        SocketState completed = located.withRecverr(v4, v6);
        return reports ? completed.withQueuedReports() : completed;
    }

    /** Returns the name by which the packets of a socket in another namespace are captured; null if they are not. */
    private @Nullable String captured(int pid, long cookie, int socket) {
        String known = captured.get(cookie);
        if (known == null) {
            int fd = Libc.calls().ioctl(socket, SIOCGSKNS, 0);
            String name = fd == -1 ? null : networks.capture(pid, NetworkNamespace.of(String.valueOf(pid), fd));
            known = name == null ? "" : name;
            captured.put(cookie, known);
        }
        return known.isEmpty() ? null : known;
    }

    /** Returns the bound address; null if the socket is not bound, or if unknown. */
    @Nullable
    Endpoint local(int pid, int fd) {
        int copy = copy(pid, fd);
        if (copy == -1) {
            return null;
        }
        length.putInt(0, SocketAddresses.SIZE);
        boolean known = Libc.calls().getsockname(copy, value, length) == 0;
        Libc.calls().close(copy);
        Endpoint local = known ? SocketAddresses.endpoint(value, 0) : null;
        return local == null || local.port() == 0 ? null : local;
    }

    /** Returns the path MTU to the connected peer, in octets; -1 if unknown. */
    int pathMtu(int pid, int fd, int version) {
        int copy = copy(pid, fd);
        if (copy == -1) {
            return -1;
        }
        int mtu = version == 4
                ? option(copy, SocketConstants.SOL_IP, SocketConstants.IP_MTU)
                : option(copy, SocketConstants.SOL_IPV6, SocketConstants.IPV6_MTU);
        Libc.calls().close(copy);
        return mtu;
    }

    /** Returns a descriptor of this process for the same socket; -1 if that is not possible. */
    private int copy(int pid, int fd) {
        int process = (int) calls.syscall(PIDFD_OPEN, pid, 0, 0);
        if (process == -1) {
            return -1;
        }
        int copy = (int) calls.syscall(PIDFD_GETFD, process, fd, 0);
        Libc.calls().close(process);
        return copy;
    }

    private long namespace(int socket) {
        length.putInt(0, Long.BYTES);
        int answer = Libc.calls()
                .getsockopt(socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_NETNS_COOKIE, value, length);
        return answer == 0 ? value.getLong(0) : UNKNOWN;
    }

    private int option(int socket, int level, int option) {
        length.putInt(0, Integer.BYTES);
        return Libc.calls().getsockopt(socket, level, option, value, length) == 0 ? value.getInt(0) : -1;
    }
}
