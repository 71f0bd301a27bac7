// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Flow;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.Netlink;
import dev.udpbounce.kernel.sys.NetlinkQuery;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The UDP sockets of this network namespace, queried through {@code NETLINK_SOCK_DIAG}. This requires no privileges and
 * covers the sockets of all users. For one thread at a time.
 */
public final class SocketTable implements AutoCloseable {
    /**
     * {@code struct nlmsghdr}, then {@code struct inet_diag_req_v2}: family, protocol, extensions, padding (an octet
     * each), states (32 bits), then ports, addresses, interface and cookie as in {@link DiagMessage}.
     */
    private static final int FAMILY = Netlink.HEADER;

    private static final int PROTOCOL = FAMILY + 1;
    private static final int STATES = FAMILY + 4;
    private static final int SOURCE_PORT = FAMILY + 8;
    private static final int DESTINATION_PORT = FAMILY + 10;
    private static final int SOURCE = FAMILY + 12;
    private static final int DESTINATION = FAMILY + 28;
    private static final int INTERFACE = FAMILY + 44;
    private static final int COOKIE = FAMILY + 48;
    private static final int LENGTH = FAMILY + 56;

    private static final int ALL_STATES = -1;
    private static final long NO_COOKIE = -1;
    private static final String NAME = "sock_diag";

    private final NetlinkQuery query;
    private final ByteBuffer request = Libc.buffer(LENGTH);

    private SocketTable(NetlinkQuery query) {
        this.query = query;
        request.putShort(Netlink.TYPE, (short) Netlink.SOCK_DIAG_BY_FAMILY);
        request.put(PROTOCOL, (byte) SocketConstants.IPPROTO_UDP).putInt(STATES, ALL_STATES);
    }

    public static SocketTable open() throws KernelException {
        return new SocketTable(NetlinkQuery.open(Netlink.NETLINK_SOCK_DIAG, NAME));
    }

    /**
     * Finds the socket that would receive an ICMP error quoting {@code flow}: the kernel selects it by
     * {@code __udp4_lib_lookup} or its IPv6 counterpart, as for the error itself. An AF_INET6 socket is found by the
     * IPv4 flow that it sent.
     *
     * @param flow with its ports, from the socket to its peer
     * @param interfaceIndex interface of the datagram, relevant to sockets bound to an interface; 0 for unknown
     * @return null if there is none
     */
    public @Nullable SocketState find(Flow flow, int interfaceIndex) throws KernelException {
        // udp_dump_one expects the remote endpoint as the source.
        begin(flow.version(), Netlink.NLM_F_REQUEST);
        putPort(SOURCE_PORT, flow.destinationPort());
        putPort(DESTINATION_PORT, flow.sourcePort());
        putAddress(SOURCE, flow.destination());
        putAddress(DESTINATION, flow.source());
        request.putInt(INTERFACE, interfaceIndex).putLong(COOKIE, NO_COOKIE);
        List<SocketState> found = ask();
        return found.isEmpty() ? null : found.get(0);
    }

    /**
     * Returns all UDP sockets of one family.
     *
     * @param version 4 for AF_INET; 6 for AF_INET6, whose sockets may also use IPv4
     */
    public List<SocketState> all(int version) throws KernelException {
        return at(0, version);
    }

    /**
     * Returns all UDP sockets of one family at a local port.
     *
     * @param port 0 for all ports
     * @param version as in {@link #all}
     */
    List<SocketState> at(int port, int version) throws KernelException {
        begin(version, Netlink.NLM_F_REQUEST | Netlink.NLM_F_DUMP);
        for (int at = SOURCE_PORT; at < LENGTH; at += 4) {
            request.putInt(at, 0);
        }
        putPort(SOURCE_PORT, port);
        return ask();
    }

    private void begin(int version, int flags) {
        request.putShort(Netlink.FLAGS, (short) flags);
        request.put(FAMILY, (byte) (version == 4 ? SocketConstants.AF_INET : SocketConstants.AF_INET6));
    }

    private void putPort(int at, int port) {
        request.put(at, (byte) (port >>> 8)).put(at + 1, (byte) port);
    }

    private void putAddress(int at, IpAddress address) {
        request.order(ByteOrder.BIG_ENDIAN);
        if (address.version() == 4) {
            request.putInt(at, (int) address.low()).putInt(at + 4, 0).putLong(at + 8, 0);
        } else {
            request.putLong(at, address.high()).putLong(at + 8, address.low());
        }
        request.order(ByteOrder.nativeOrder());
    }

    private List<SocketState> ask() throws KernelException {
        List<SocketState> found = new ArrayList<>(1);
        int errno = query.ask(request, LENGTH, (octets, at, end) -> {
            SocketState state = octets.getShort(at + Netlink.TYPE) == Netlink.SOCK_DIAG_BY_FAMILY
                    ? DiagMessage.read(octets, at + Netlink.HEADER, end)
                    : null;
            if (state != null) {
                found.add(state);
            }
        });
        if (errno != 0 && errno != Errno.ENOENT.linux()) {
            throw Libc.failure(NAME, errno);
        }
        return found;
    }

    @Override
    public void close() {
        query.close();
    }
}
