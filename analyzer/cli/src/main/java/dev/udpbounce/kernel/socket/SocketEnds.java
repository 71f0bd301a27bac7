// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.kernel.socket.EndedSockets.End;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Netlink;
import dev.udpbounce.kernel.sys.RealTime;

/**
 * Receives the kernel's announcements of ended UDP sockets. A program that is told of an error often exits at once,
 * before its packets leave the capture. The kernel announces the end of every socket, with its addresses and state
 * ({@code sock_diag_broadcast_destroy}), but without its owner, inode or options.
 *
 * <p>A socket is announced once its last datagram has left this machine: usually within microseconds after
 * {@code close}, but later if a datagram waits for a neighbor's link-layer address.
 */
final class SocketEnds implements EndWatch {
    private static final int UDP_DESTROY = 2;
    private static final int UDP6_DESTROY = 4;
    private static final int TIMEOUT_MS = 200;
    private static final int WAITING_BYTES = 4 << 20;

    private final Netlink netlink;
    private final EndedSockets ended;
    private volatile boolean closed;

    private SocketEnds(Netlink netlink, EndedSockets ended) {
        this.netlink = netlink;
        this.ended = ended;
    }

    /** Subscribes to all announcements of this thread's network namespace. */
    static SocketEnds open(EndedSockets ended) throws KernelException {
        Netlink netlink = Netlink.open(Netlink.NETLINK_SOCK_DIAG, TIMEOUT_MS);
        netlink.reserve(WAITING_BYTES);
        netlink.join(UDP_DESTROY);
        netlink.join(UDP6_DESTROY);
        return new SocketEnds(netlink, ended);
    }

    /** Starts the thread that receives the announcements. */
    void start() {
        Thread thread = new Thread(this::listen, "socket-ends");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public EndedSockets sockets() {
        return ended;
    }

    private void listen() {
        while (!closed) {
            netlink.await(TIMEOUT_MS);
            catchUp();
        }
        synchronized (netlink) {
            netlink.close();
        }
    }

    /** Processes all pending announcements. */
    @Override
    public void catchUp() {
        synchronized (netlink) {
            boolean more = true;
            while (more && !closed) {
                more = receive();
            }
        }
    }

    /** Processes the next announcements; returns false if there are none. */
    private boolean receive() {
        try {
            int length = netlink.receiveWaiting();
            long nowNs = RealTime.nowNs();
            netlink.pass(length, (octets, at, end) -> {
                SocketState last = DiagMessage.read(octets, at + Netlink.HEADER, end);
                if (octets.getShort(at + Netlink.TYPE) == Netlink.SOCK_DIAG_BY_FAMILY && last != null) {
                    ended.add(new End(last.ended(), nowNs));
                }
            });
            return length > 0;
        } catch (KernelException e) {
            // ENOBUFS: more sockets ended at once than fit into the receive buffer.
            ended.missed(RealTime.nowNs());
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
