// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.kernel.network.NamespaceException;
import dev.udpbounce.kernel.network.NetworkNamespace;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The interfaces of a capture, of one or several network namespaces. Namespaces may come and go while packets are
 * taken.
 */
final class LiveInterfaces {
    /** Only grows. The index of an interface is that of its origin in {@link #wholes}. */
    private final List<LiveInterface> interfaces = new CopyOnWriteArrayList<>();

    private final CaptureOptions options;
    private final Doorbell bell;
    private final InterfaceOrigins origins = new InterfaceOrigins();
    private final List<Origin> wholes = new CopyOnWriteArrayList<>();
    private final Stop stop;
    private volatile boolean started;

    /** @param bell rung when a packet has arrived */
    LiveInterfaces(CaptureOptions options, Doorbell bell) throws CaptureException {
        this.options = options;
        this.bell = bell;
        stop = new Stop(interfaces, bell);
        Handles.check(options);
    }

    /** Opens the handles in the network namespace of this process. */
    void addOwn(Queue<PacketRing> rings) throws CaptureException {
        add(open(null, rings));
    }

    /** Opens the handles in the network namespace of this thread. */
    private List<LiveInterface> open(@Nullable String name, Queue<PacketRing> rings) throws CaptureException {
        CapturedNetwork network = CapturedNetwork.open(name);
        try {
            return Handles.open(options, network, rings, bell);
        } catch (CaptureException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /**
     * Opens the handles in another network namespace. From the return on, packets wait in the kernel. For any thread.
     *
     * @param namespaces number of network namespaces that share the memory
     * @throws NamespaceException if it cannot be entered
     */
    void add(NetworkNamespace namespace, int namespaces) throws CaptureException, NamespaceException {
        add(namespace, Handles.rings(options, 1, namespaces, bell));
    }

    /** Opens the handles in another network namespace, with these rings. */
    void add(NetworkNamespace namespace, Queue<PacketRing> rings) throws CaptureException, NamespaceException {
        try {
            add(namespace.call(() -> open(namespace.name(), rings)));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CaptureException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Ends the capture in a network namespace, of which nothing remains open then. For any thread. */
    void retire(String namespace) {
        for (LiveInterface each : interfaces) {
            if (namespace.equals(each.network().name())) {
                each.retire();
            }
        }
    }

    private synchronized void add(List<LiveInterface> opened) {
        if (stop.hasBegun()) {
            opened.forEach(LiveInterface::close);
            return;
        }
        Handles.prepare(opened);
        for (LiveInterface each : opened) {
            wholes.add(origins.whole(each.name(), each.linkType(), each.snapLength(), each.network()));
            interfaces.add(each);
            if (started) {
                each.start();
            }
        }
    }

    /** Starts to empty the kernel's buffers. */
    synchronized void start() {
        started = true;
        interfaces.forEach(LiveInterface::start);
    }

    boolean areStarted() {
        return started;
    }

    /** Ends the capture; packets from before this call still arrive. Returns at once. For any thread. */
    void stop() {
        stop.begin();
    }

    /** Returns whether packets may still come from any of them. */
    boolean areAlive() {
        for (int i = 0; i < interfaces.size(); i++) {
            if (!interfaces.get(i).ended()) {
                return true;
            }
        }
        return false;
    }

    /** Returns the index of the interface with the earliest packet that has arrived; -1 if there is none. */
    int earliest() {
        int first = -1;
        long firstNs = 0;
        for (int i = 0; i < interfaces.size(); i++) {
            PacketRing ring = interfaces.get(i).ring();
            if (ring.ready() && (first < 0 || ring.timeNs() < firstNs)) {
                first = i;
                firstNs = ring.timeNs();
            }
        }
        return first;
    }

    /**
     * Returns whether the thread of one of several interfaces has not yet taken a packet from before {@code timeNs}
     * that the kernel has handed over. Those that are taken when this returns false are seen by {@link #earliest} from
     * then on.
     */
    boolean areLate(long timeNs) {
        return interfaces.size() > 1 && interfaces.stream().anyMatch(each -> each.isLate(timeNs));
    }

    List<LiveInterface> all() {
        return interfaces;
    }

    LiveInterface get(int index) {
        return interfaces.get(index);
    }

    /** Returns the name and LINKTYPE_ number of each interface, in the order of the options. */
    List<Origin> origins() {
        return List.copyOf(wholes);
    }

    /** Returns the origin of the next packet of an interface, which a cooked header may name. */
    Origin origin(int index) {
        LiveInterface live = interfaces.get(index);
        Origin whole = wholes.get(index);
        return live.cooked() ? origins.cooked(live.ring(), whole, live.network()) : whole;
    }

    void close() {
        interfaces.forEach(each -> each.ring().abandon());
        interfaces.forEach(LiveInterface::close);
        interfaces.stream().map(LiveInterface::network).distinct().forEach(CapturedNetwork::close);
    }
}
