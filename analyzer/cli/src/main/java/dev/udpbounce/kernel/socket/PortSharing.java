// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.event.Flow;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.kernel.sys.BoundedMap;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.RateLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that share a local port, because of SO_REUSEPORT or SO_REUSEADDR. Each may send datagrams with the same
 * addresses and ports, so the socket that the kernel finds for them need not be the one that sent them. For one thread at
 * a time.
 */
final class PortSharing {
    /** The sockets at a port, and the System.nanoTime of the look-up. */
    private record AtPort(List<SocketState> sockets, long lookedNs) {}

    private static final int MAX_PORTS = 1 << 12;
    private static final long VALID_NS = 1_000_000_000;
    /** The kernel walks its whole table of sockets at each look-up. */
    private static final int LOOKS_PER_S = 200;
    /** The maximum number of sockets whose owners are compared; of more, nothing is said. */
    private static final int MOST_COMPARED = 64;

    private final SocketTable table;
    private final SocketOwners owners;
    private final Map<Integer, AtPort> byPort = new BoundedMap<>(MAX_PORTS);
    private final RateLimit looks = new RateLimit(LOOKS_PER_S);

    PortSharing(SocketTable table, SocketOwners owners) {
        this.table = table;
        this.owners = owners;
    }

    /**
     * Returns the owner of the socket that sent a flow, as far as it is known; null if nothing is, or if there are too
     * many sockets to compare.
     *
     * @param found the socket that the kernel finds for the flow
     */
    @Nullable
    SocketOwner senderOf(Flow flow, SocketState found) {
        List<SocketOwner> possible = new ArrayList<>();
        for (SocketState socket : atPort(flow.sourcePort(), found)) {
            if (socket.cookie() != found.cookie() && socket.covers(flow)) {
                if (possible.size() + 1 == MOST_COMPARED) {
                    return null;
                }
                SocketOwner owner = owners.of(socket);
                possible.add(owner == null ? new SocketOwner(-1, -1, "", socket.uid(), socket.inode(), -1) : owner);
            }
        }
        SocketOwner itsOwner = owners.of(found);
        if (possible.isEmpty()) {
            return itsOwner;
        }
        possible.add(0, itsOwner == null ? new SocketOwner(-1, -1, "", found.uid(), found.inode(), -1) : itsOwner);
        return SocketOwner.oneOf(possible);
    }

    /** Returns the sockets at a local port, where one was found; empty if they could not be looked up. */
    private List<SocketState> atPort(int port, SocketState found) {
        AtPort known = byPort.get(port);
        boolean isOfNow = known != null && known.sockets.stream().anyMatch(socket -> socket.cookie() == found.cookie());
        long nowNs = System.nanoTime();
        if (known != null && isOfNow && nowNs - known.lookedNs < VALID_NS) {
            return known.sockets;
        }
        if (!looks.take()) {
            return known != null && isOfNow ? known.sockets : List.of();
        }
        List<SocketState> sockets = look(port);
        byPort.put(port, new AtPort(sockets, nowNs));
        return sockets;
    }

    private List<SocketState> look(int port) {
        try {
            List<SocketState> sockets = new ArrayList<>(table.at(port, 4));
            sockets.addAll(table.at(port, 6));
            return List.copyOf(sockets);
        } catch (KernelException e) {
            return List.of();
        }
    }
}
