// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.kernel.network.NamespaceException;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.translation.ConnectionWatch;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The sockets of one network namespace. For one thread at a time. */
final class NetworkSockets implements AutoCloseable {
    private static final int PORTS = 1 << 16;
    private static final int TIMES_OF_MANY = 1 << 11;

    private final SocketWatches watches;
    private final LocalAddresses addresses;
    private final long number;
    private final SocketFinder finder;
    private final InboundTimes inbound;
    private final PortSharing sharing;
    private final SocketFates fates;

    private NetworkSockets(
            SocketWatches watches, long number, @Nullable String name, boolean everyDatagram, SocketOwners owners) {
        this.watches = watches;
        this.number = number;
        addresses = watches.addresses();
        finder = new SocketFinder(watches, name);
        inbound = new InboundTimes(everyDatagram, name == null ? PORTS : TIMES_OF_MANY);
        sharing = new PortSharing(watches.table(), owners);
        fates = new SocketFates(finder, owners, sharing, inbound);
        watches.start();
    }

    /**
     * Starts watching the own network namespace of this process.
     *
     * @param everyDatagram whether the capture sees all incoming datagrams of it
     * @throws IOException if this kernel does not report its sockets
     */
    static NetworkSockets ofOwn(boolean everyDatagram, MachineWatches machine, SocketOwners owners) throws IOException {
        return new NetworkSockets(
                SocketWatches.open(true, machine), NetworkNamespace.own(), null, everyDatagram, owners);
    }

    /**
     * Starts watching another network namespace.
     *
     * @throws IOException if it cannot be entered
     */
    static NetworkSockets of(
            NetworkNamespace namespace, boolean everyDatagram, MachineWatches machine, SocketOwners owners)
            throws IOException {
        SocketWatches watches;
        try {
            watches = namespace.call(() -> SocketWatches.open(false, machine));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (NamespaceException e) {
            throw e;
        }
        return new NetworkSockets(watches, namespace.number(), namespace.name(), everyDatagram, owners);
    }

    /** Returns the number of the namespace. */
    long number() {
        return number;
    }

    SocketFinder finder() {
        return finder;
    }

    /** Returns the sender of a datagram that was captured here; null if it is not known. */
    @Nullable
    SocketOwner senderOf(Send send) {
        finder.heedClock();
        Flow seen = send.flow();
        if (addresses.contains(seen.destination())) {
            inbound.note(send.timeNs(), seen.destinationPort());
        }
        Flow before = beforeTranslation(seen, send.timeNs());
        Flow flow = before == null ? seen : before;
        if (!addresses.contains(flow.source())) {
            return null;
        }
        SocketState state = finder.senderOf(send, flow);
        return state == null ? null : sharing.senderOf(flow, state);
    }

    /**
     * Returns the addresses and ports of a datagram before the kernel translated them in this namespace; null if it has not,
     * or if that is not known.
     */
    @Nullable
    Flow beforeTranslation(Flow seen, long timeNs) {
        ConnectionWatch connections = watches.connections();
        return connections == null ? null : connections.before(seen, timeNs);
    }

    /** Returns the translated connections; null if the kernel tracks none, or if that is not known. */
    @Nullable
    ConnectionWatch connections() {
        return watches.connections();
    }

    /** Returns why the translated connections are not known; null if they are, or if there are none. */
    @Nullable
    String unknownTranslations() {
        return watches.unknownTranslations();
    }

    /**
     * Returns whether an error is about a datagram from an address of this namespace, and is addressed to it, or to the
     * address that the datagram has behind a translator, which will send it on.
     */
    boolean concerns(Bounce bounce) {
        boolean onItsWay = !bounce.socketFlow().equals(bounce.quoted().flow());
        return addresses.contains(bounce.datagramFlow().source())
                && (onItsWay || addresses.contains(bounce.icmp().destination()));
    }

    /** Returns the fate of an error that {@link #concerns} this namespace, as far as it can be predicted. */
    Fate predict(Bounce bounce) {
        finder.heedClock();
        return fates.of(bounce);
    }

    @Override
    public void close() {
        watches.close();
    }
}
