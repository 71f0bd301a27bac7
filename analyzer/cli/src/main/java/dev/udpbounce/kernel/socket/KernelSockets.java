// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.observe.Observations;
import dev.udpbounce.kernel.translation.ConnectionWatch;
import dev.udpbounce.socket.SocketLookup;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the socket of this machine that sent a datagram, and what that socket does with an error, during a live
 * capture. Each is looked up in the network namespace where it was captured; what the kernel reports of errors concerns
 * all of them. Answers immediately. For one thread at a time, except for {@link #add} and {@link #remove}.
 *
 * <p>The best evidence of a socket's state is a look-up after the error arrived: {@link ErrorWatch} makes one
 * immediately, otherwise it is made when the packet leaves the capture. A socket that has ended by then may still have
 * existed when the error arrived, which {@link SocketEnds} records. The kernel announces an end up to some milliseconds
 * late, so a capture that delivers a packet sooner may query too early.
 */
public final class KernelSockets implements SocketLookup, AutoCloseable {
    private final MachineWatches machine;
    private final boolean everyDatagram;
    private final SocketOwners owners;
    private final NetworkSockets own;
    private final Map<String, NetworkSockets> others = new ConcurrentHashMap<>();
    /** Removed, but perhaps still in use by the thread that asks. */
    private final Queue<NetworkSockets> ended = new ConcurrentLinkedQueue<>();

    private final @Nullable ObservedFates observed;

    private KernelSockets(MachineWatches machine, boolean everyDatagram) throws IOException {
        this.machine = machine;
        this.everyDatagram = everyDatagram;
        ProcessTable processes = new ProcessTable(machine.containers());
        processes.begin();
        owners = new SocketOwners(processes, machine.births());
        own = NetworkSockets.ofOwn(everyDatagram, machine, owners);
        Observations observations = machine.observations();
        observed = observations == null ? null : new ObservedFates(observations, owners);
    }

    /**
     * Starts watching. Everything that needs privileges is opened here, and keeps working after they are dropped.
     *
     * @param everyDatagram whether the capture sees all incoming datagrams of this machine and no filter excludes any;
     *     then what the kernel does with errors is told even if they are not captured, as in other namespaces
     * @throws IOException if this kernel does not report its sockets
     */
    public static KernelSockets open(boolean everyDatagram) throws IOException {
        return open(everyDatagram, new MachineWatches(true, everyDatagram));
    }

    /** Starts watching like {@link #open}, without observing what the kernel does with errors. */
    static KernelSockets openToPredict(boolean everyDatagram) throws IOException {
        return open(everyDatagram, new MachineWatches(false, false));
    }

    private static KernelSockets open(boolean everyDatagram, MachineWatches machine) throws IOException {
        try {
            return new KernelSockets(machine, everyDatagram);
        } catch (IOException e) {
            machine.close();
            throw e;
        }
    }

    /**
     * Starts watching another network namespace, which the capture calls by the same name. For any thread.
     *
     * @throws IOException if it cannot be entered
     */
    public void add(NetworkNamespace namespace) throws IOException {
        others.put(namespace.name(), NetworkSockets.of(namespace, everyDatagram, machine, owners));
    }

    /** Stops watching a network namespace, of which nothing remains open soon. For any thread. */
    public void remove(String namespace) {
        NetworkSockets removed = others.remove(namespace);
        if (removed != null) {
            ended.add(removed);
        }
    }

    /** Returns a sentence for each limitation due to missing privileges or an older kernel; empty if there are none. */
    public List<String> limits() {
        return machine.limits();
    }

    /** Returns the number of look-ups that were refused because there were too many. */
    public long refusals() {
        return own.finder().refusals()
                + others.values().stream()
                        .mapToLong(each -> each.finder().refusals())
                        .sum();
    }

    /** Returns the sockets of the namespace in which a packet was captured; null if they are not watched. */
    private @Nullable NetworkSockets at(Origin origin) {
        return origin.namespace() == null ? own : others.get(origin.namespace());
    }

    /**
     * Returns the sockets of the namespace that an error concerns: that in which it was captured, or else that in which
     * its datagram was first seen, as on the way out of a container; null if neither does.
     */
    private @Nullable NetworkSockets concernedBy(Bounce bounce) {
        NetworkSockets here = at(bounce.sighting().origin());
        if (here != null && here.concerns(bounce)) {
            return here;
        }
        Send cause = bounce.attribution().cause();
        NetworkSockets sender = cause == null || bounce.isTranslated() ? null : at(cause.origin());
        return sender != null && sender.concerns(bounce) ? sender : null;
    }

    @Override
    public @Nullable SocketOwner senderOf(Send send) {
        NetworkSockets here = at(send.origin());
        return here == null ? null : here.senderOf(send);
    }

    @Override
    public @Nullable Flow beforeTranslation(Flow seen, Origin origin, long timeNs) {
        NetworkSockets here = at(origin);
        return here == null ? null : here.beforeTranslation(seen, timeNs);
    }

    @Override
    public @Nullable Fate fateOf(Bounce captured) {
        Bounce bounce = restored(captured);
        NetworkSockets concerned = concernedBy(bounce);
        Fate predicted = concerned == null ? null : concerned.predict(bounce);
        NetworkSockets network = concerned == null ? at(bounce.sighting().origin()) : concerned;
        return observed == null || network == null ? predicted : observed.of(bounce, predicted, network);
    }

    private Bounce restored(Bounce bounce) {
        if (bounce.isTranslated()) {
            return bounce;
        }
        Bounce.Sighting seen = bounce.sighting();
        Flow flow = beforeTranslation(bounce.socketFlow(), seen.origin(), seen.timeNs());
        return flow == null ? bounce : new RestoredBounce(bounce, flow);
    }

    @Override
    public List<ObservedDelivery> deliveries(long passedNs, boolean last) {
        closeEnded();
        return observed == null ? List.of() : observed.deliveries(passedNs, last);
    }

    /** Returns whether it is observed what the kernel does with errors. */
    public boolean observes() {
        return observed != null;
    }

    /** Returns how many of the kernel's reports on errors were lost. */
    public long losses() {
        Observations observations = machine.observations();
        return observations == null ? 0 : observations.losses();
    }

    /** Returns why translations of addresses are not known in the own network namespace; null if they are, or if there are none. */
    public @Nullable String unknownTranslations() {
        return own.unknownTranslations();
    }

    /** Returns how often the kernel's announcements of translated connections were lost because they found no room. */
    public long lostTranslations() {
        return connections().mapToLong(ConnectionWatch::overflows).sum();
    }

    /** Returns how many translations of addresses were forgotten for lack of room. */
    public long forgottenTranslations() {
        return connections().mapToLong(ConnectionWatch::forgotten).sum();
    }

    private Stream<ConnectionWatch> connections() {
        return Stream.concat(Stream.of(own), others.values().stream())
                .map(NetworkSockets::connections)
                .filter(Objects::nonNull);
    }

    private void closeEnded() {
        NetworkSockets first = ended.poll();
        while (first != null) {
            first.close();
            first = ended.poll();
        }
    }

    @Override
    public void close() {
        closeEnded();
        own.close();
        others.values().forEach(NetworkSockets::close);
        machine.close();
    }
}
