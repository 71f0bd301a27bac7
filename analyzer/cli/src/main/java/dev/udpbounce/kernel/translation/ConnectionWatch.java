// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.translation;

import dev.udpbounce.event.Flow;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.Netlink;
import dev.udpbounce.kernel.sys.NetlinkQuery;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The translated UDP connections of one network namespace: those that the kernel's table has at the start, and those that
 * it announces. Opening requires CAP_NET_ADMIN; what follows does not. Thread-safe.
 *
 * <p>The kernel announces a connection when its first datagram has passed every hook ({@code nf_conntrack_confirm}),
 * before it is captured on its way out. So the announcement is there by the time that the capture shows the datagram
 * behind the translation.
 */
public final class ConnectionWatch implements AutoCloseable {
    /** Of the network namespace of the thread that looks; absent unless the kernel tracks connections. */
    private static final Path TABLE = Path.of("/proc/sys/net/netfilter/nf_conntrack_count");

    /** {@code NFNL_SUBSYS_CTNETLINK << 8}, and the kind of message. */
    private static final int NEW = 0x100;

    private static final int GET = 0x101;
    private static final int DELETE = 0x102;

    private static final int NFNLGRP_CONNTRACK_NEW = 1;
    private static final int NFNLGRP_CONNTRACK_DESTROY = 3;

    private static final int TIMEOUT_MS = 200;
    /** Flows, two for each connection: 300 octets each. */
    private static final int FLOWS = 1 << 16;

    private static final int FLOWS_OF_MANY = 1 << 12;
    private static final int WAITING_OCTETS = 4 << 20;
    private static final int WAITING_OF_MANY = 1 << 18;

    private final Netlink announced;
    private final TranslatedFlows flows;
    private long readNs;
    private long overflows;
    private volatile boolean closed;

    private ConnectionWatch(Netlink announced, TranslatedFlows flows) {
        this.announced = announced;
        this.flows = flows;
    }

    /**
     * Starts watching the network namespace of this thread.
     *
     * @param many whether there may be hundreds of namespaces
     * @return null if the kernel tracks no connections
     * @throws KernelException if the privilege is missing
     */
    public static @Nullable ConnectionWatch open(boolean many) throws KernelException {
        // Asking would load the module.
        if (!Files.exists(TABLE)) {
            return null;
        }
        Netlink announced = Netlink.open(Netlink.NETLINK_NETFILTER, TIMEOUT_MS);
        announced.reserve(many ? WAITING_OF_MANY : WAITING_OCTETS);
        announced.filter(ConnectionFilter.ofUdp());
        announced.join(NFNLGRP_CONNTRACK_NEW);
        announced.join(NFNLGRP_CONNTRACK_DESTROY);
        ConnectionWatch watch = new ConnectionWatch(announced, new TranslatedFlows(many ? FLOWS_OF_MANY : FLOWS));
        try {
            watch.readTable();
            return watch;
        } catch (KernelException e) {
            announced.close();
            throw e;
        }
    }

    private void readTable() throws KernelException {
        int length = Connection.ATTRIBUTES;
        ByteBuffer question = Libc.buffer(length);
        question.putShort(Netlink.TYPE, (short) GET);
        question.putShort(Netlink.FLAGS, (short) (Netlink.NLM_F_REQUEST | Netlink.NLM_F_DUMP));
        question.put(Netlink.HEADER, (byte) SocketConstants.AF_UNSPEC);
        try (NetlinkQuery query = NetlinkQuery.open(Netlink.NETLINK_NETFILTER, "ctnetlink")) {
            int errno = query.ask(question, length, this::take);
            if (errno != 0) {
                throw Libc.failure("ctnetlink", errno);
            }
        }
    }

    /** Starts the thread that receives the announcements. */
    public void start() {
        Thread thread = new Thread(this::listen, "connections");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        while (!closed) {
            announced.await(TIMEOUT_MS);
            catchUp();
        }
        synchronized (announced) {
            announced.close();
        }
    }

    /** Reads everything that was announced before now. */
    private void catchUp() {
        synchronized (announced) {
            long nowNs = RealTime.nowNs();
            boolean more = true;
            while (more && !closed) {
                more = receive();
            }
            readNs = nowNs;
        }
    }

    /** Reads the next announcements; returns false if there are none. */
    private boolean receive() {
        try {
            int length = announced.receiveWaiting();
            announced.pass(length, this::take);
            return length > 0;
        } catch (KernelException e) {
            // ENOBUFS: more was announced at once than finds room.
            overflows++;
            flows.clear();
            return e.errno() == Errno.ENOBUFS.linux();
        }
    }

    private void take(ByteBuffer octets, int at, int end) {
        Connection connection = Connection.read(octets, at, end);
        if (connection == null) {
            return;
        }
        switch (octets.getShort(at + Netlink.TYPE)) {
            case NEW -> flows.add(connection);
            case DELETE -> flows.remove(connection);
            default -> {
                // of another subsystem of netfilter
            }
        }
    }

    /**
     * Returns the addresses and ports that a captured datagram had before they were translated.
     *
     * @param seen those that it was captured with
     * @param timeNs when it was captured, nanoseconds since the Unix epoch
     * @return null if it was not translated, or if that is not known
     */
    public @Nullable Flow before(Flow seen, long timeNs) {
        synchronized (announced) {
            if (timeNs >= readNs) {
                catchUp();
            }
        }
        return flows.before(seen);
    }

    /** Returns how often announcements were lost because they found no room. */
    public long overflows() {
        synchronized (announced) {
            return overflows;
        }
    }

    /** Returns how many flows were forgotten for lack of room. */
    public long forgotten() {
        return flows.forgotten();
    }

    @Override
    public void close() {
        closed = true;
    }
}
