// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.kernel.observe.Observations;
import dev.udpbounce.socket.SocketLookup;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the socket of this machine that sent a datagram, and what that socket does with an error, during a live
 * capture. What is looked up concerns this network namespace; what the kernel reports of errors concerns all of them.
 * Answers immediately. For one thread at a time.
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
    private final @Nullable ObservedFates observed;

    private KernelSockets(SocketWatches watches, boolean everyDatagram) {
        this.watches = watches;
        addresses = watches.addresses();
        finder = new SocketFinder(watches);
        inbound = new InboundTimes(everyDatagram);
        ProcessTable processes = new ProcessTable();
        processes.begin();
        owners = new SocketOwners(processes, watches.births());
        fates = new SocketFates(finder, owners, inbound);
        Observations observations = watches.observed();
        observed = observations == null ? null : new ObservedFates(observations, finder, owners);
    }

    /**
     * Starts watching. Everything that needs privileges is opened here, and keeps working after they are dropped.
     *
     * @param everyDatagram whether the capture sees all incoming datagrams of this machine and no filter excludes any;
     *     then what the kernel does with errors is told even if they are not captured, as in other namespaces
     * @throws IOException if this kernel does not report its sockets
     */
    public static KernelSockets open(boolean everyDatagram) throws IOException {
        return new KernelSockets(SocketWatches.open(everyDatagram), everyDatagram);
    }

    /** Starts watching like {@link #open}, without observing what the kernel does with errors. */
    static KernelSockets openToPredict(boolean everyDatagram) throws IOException {
        return new KernelSockets(SocketWatches.openToPredict(), everyDatagram);
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
        if (send.origin().namespace() != null) {
            return null;
        }
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
        if (bounce.sighting().origin().namespace() != null) {
            return null;
        }
        Send cause = bounce.attribution().cause();
        Flow sent = cause == null ? bounce.quoted().flow() : cause.flow();
        boolean ofThisMachine = addresses.contains(sent.source())
                && addresses.contains(bounce.icmp().destination());
        Fate predicted = ofThisMachine ? fates.of(bounce) : null;
        return observed == null ? predicted : observed.of(bounce, predicted);
    }

    @Override
    public List<ObservedDelivery> deliveries(long passedNs, boolean last) {
        return observed == null ? List.of() : observed.deliveries(passedNs, last);
    }

    /** Returns how many of the kernel's reports on errors were lost. */
    public long losses() {
        Observations observations = watches.observed();
        return observations == null ? 0 : observations.losses();
    }

    @Override
    public void close() {
        watches.close();
    }
}
