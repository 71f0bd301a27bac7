// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.socket.SocketLookup;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the socket of this machine that sent a datagram, and what that socket does with an error, during a live
 * capture. Sockets of other network namespaces are not visible. Answers immediately. For one thread at a time.
 *
 * <p>The best evidence of a socket's state is a look-up after the error arrived: {@link ErrorWatch} makes one
 * immediately, otherwise it is made when the packet leaves the capture. A socket that has ended by then may still have
 * existed when the error arrived, which {@link SocketEnds} records. The kernel announces an end up to some milliseconds
 * late, so a capture that delivers a packet sooner may query too early.
 */
public final class KernelSockets implements SocketLookup, AutoCloseable {
    private final SocketWatches watches;
    private final LocalAddresses addresses;
    private final SocketFinder finder;
    private final InboundTimes inbound;
    private final SocketOwners owners;
    private final SocketFates fates;

    private KernelSockets(SocketWatches watches, boolean everyDatagram) {
        this.watches = watches;
        addresses = watches.addresses();
        finder = new SocketFinder(watches);
        inbound = new InboundTimes(everyDatagram);
        ProcessTable processes = new ProcessTable();
        processes.begin();
        owners = new SocketOwners(processes, watches.births());
        fates = new SocketFates(finder, owners, inbound);
    }

    /**
     * Starts watching. Everything that needs privileges is opened here, and keeps working after they are dropped.
     *
     * @param everyDatagram whether the capture sees all incoming datagrams of this machine and no filter excludes any
     * @throws IOException if this kernel does not report its sockets
     */
    public static KernelSockets open(boolean everyDatagram) throws IOException {
        return new KernelSockets(SocketWatches.open(), everyDatagram);
    }

    /** Returns a sentence for each limitation due to missing privileges or an older kernel; empty if there are none. */
    public List<String> limits() {
        return watches.limits();
    }

    /** Returns the number of look-ups that were refused because there were too many. */
    public long refusals() {
        return finder.refusals();
    }

    @Override
    public @Nullable SocketOwner senderOf(Send send) {
        finder.heedClock();
        Flow flow = send.flow();
        if (addresses.contains(flow.destination())) {
            inbound.note(send.timeNs(), flow.destinationPort());
        }
        if (!addresses.contains(flow.source())) {
            return null;
        }
        SocketState state = finder.senderOf(send);
        return state == null ? null : owners.of(state);
    }

    @Override
    public @Nullable Fate fateOf(Bounce bounce) {
        finder.heedClock();
        Send cause = bounce.attribution().cause();
        Flow sent = cause == null ? bounce.quoted().flow() : cause.flow();
        boolean ofThisMachine = addresses.contains(sent.source())
                && addresses.contains(bounce.icmp().destination());
        return ofThisMachine ? fates.of(bounce) : null;
    }

    @Override
    public void close() {
        watches.close();
    }
}
