// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.kernel.network.NamespaceException;
import dev.udpbounce.kernel.network.NetworkNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The live packets of one or several interfaces, merged by time as far as they have arrived and numbered consecutively.
 * One thread per interface empties the kernel's buffer into a {@link PacketRing}; {@link #next} takes from the rings,
 * and waits while they are empty. It ends after {@link #stop}, when everything captured until then is delivered, or
 * when no interface is left.
 */
public final class PcapSource implements FrameSource {
    /** Receives events other than frames; called by the thread that takes the frames. */
    public interface Companion {
        /** Called if there is no frame at the moment, or was none for a while; at least ten times a second. */
        void idle();

        /**
         * Called before {@link #idle} when all packets that arrived at least 20 ms ago have been handed on.
         *
         * @param silentNs nanoseconds since the last frame was analyzed, or since the first was requested
         */
        void caughtUp(long silentNs);

        /**
         * Reports a change of an interface or the machine; {@code text} completes a sentence that begins with its name.
         */
        void notice(String name, String text);
    }

    /**
     * The time for which every packet is held back. Another interface may still deliver an earlier packet: the kernel
     * hands over a block when it is full, or 10 ms after its first packet, give or take a tick of its clock. By then,
     * the kernel has also announced the effect of the packet on a socket, or the end of that socket.
     */
    private static final long HOLD_NS = 20_000_000;

    private static final long IDLE_NS = 100_000_000;
    private static final long HOUSEKEEPING_NS = 250_000_000;
    /** Small, because a thousand frames may take seconds on a heavily shared processor. */
    private static final int FRAMES_BETWEEN_LOOKS = 64;

    /** Only grows. The index of an interface is that of its origin in {@link #wholes}. */
    private final List<LiveInterface> interfaces = new CopyOnWriteArrayList<>();

    private final CaptureOptions options;
    private final Doorbell bell = new Doorbell();
    private final InterfaceOrigins origins = new InterfaceOrigins();
    private final List<Origin> wholes = new CopyOnWriteArrayList<>();
    private final List<String> reported = new ArrayList<>();
    private final Stop stop;
    private final ClockWatch clock = new ClockWatch();
    private Companion companion = new NoCompanion();
    private int current = -1;
    private long number;
    private long housekeptNs;
    private long handedOnNs;
    /** A time that has passed: saves looking at the clock for each packet of a block. */
    private long passedNs;

    private volatile boolean started;

    private PcapSource(CaptureOptions options) throws CaptureException {
        this.options = options;
        stop = new Stop(interfaces, bell);
        Handles.check(options);
    }

    /** Opens a handle for each interface and sets its filter; from then on, packets wait in the kernel. */
    public static PcapSource open(CaptureOptions options) throws CaptureException {
        PcapSource source = new PcapSource(options);
        source.addOwn(Handles.rings(options, 1, 1, source.bell));
        return source;
    }

    /**
     * Opens a handle for each interface in several network namespaces.
     *
     * @param before is run when everything is prepared, before the first handle is opened
     * @param own whether the own one of this process is among them
     * @param others the others
     * @throws NamespaceException if one cannot be entered
     */
    public static PcapSource open(CaptureOptions options, Runnable before, boolean own, List<NetworkNamespace> others)
            throws CaptureException, NamespaceException {
        PcapSource source = new PcapSource(options);
        int count = others.size() + (own ? 1 : 0);
        Queue<PacketRing> rings = Handles.rings(options, count, count, source.bell);
        before.run();
        try {
            if (own) {
                source.addOwn(rings);
            }
            for (NetworkNamespace each : others) {
                source.add(each, rings);
            }
        } catch (CaptureException | NamespaceException | RuntimeException e) {
            source.close();
            throw e;
        }
        return source;
    }

    private void addOwn(Queue<PacketRing> rings) throws CaptureException {
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
     * Captures in another network namespace too. From the return on, packets wait in the kernel. For any thread.
     *
     * @param namespaces number of network namespaces that share the memory
     * @throws NamespaceException if it cannot be entered
     */
    public void add(NetworkNamespace namespace, int namespaces) throws CaptureException, NamespaceException {
        add(namespace, Handles.rings(options, 1, namespaces, bell));
    }

    private void add(NetworkNamespace namespace, Queue<PacketRing> rings) throws CaptureException, NamespaceException {
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
    public void remove(String namespace) {
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

    /** Sets the receiver of events other than frames. */
    public void accompany(Companion newCompanion) {
        companion = newCompanion;
    }

    /** Returns the name and LINKTYPE_ number of each interface, in the order of the options. */
    public List<Origin> interfaces() {
        return List.copyOf(wholes);
    }

    /** Returns the index in {@link #interfaces} of the handle that delivered the latest frame. */
    public int current() {
        return current;
    }

    @Override
    public boolean next(Frame frame) {
        if (!started) {
            begin();
        }
        if (current >= 0) {
            interfaces.get(current).ring().release();
        }
        if ((number & FRAMES_BETWEEN_LOOKS - 1) == 0) {
            keepHouse(System.nanoTime());
        }
        current = await();
        if (current < 0) {
            return false;
        }
        LiveInterface live = interfaces.get(current);
        Origin whole = wholes.get(current);
        Origin origin = live.cooked() ? origins.cooked(live.ring(), whole, live.network()) : whole;
        live.count();
        live.ring().wrap(frame, ++number, origin);
        return true;
    }

    private synchronized void begin() {
        started = true;
        housekeptNs = System.nanoTime();
        handedOnNs = housekeptNs;
        passedNs = housekeptNs;
        interfaces.forEach(LiveInterface::start);
    }

    /** Waits for a packet that may be handed on; returns the index of its interface, or -1 at the end. */
    private int await() {
        int ready = earliest();
        if (ready >= 0 && heldNs(ready) <= 0) {
            bell.found();
            return ready;
        }
        // Silence is counted from when the packet before was analyzed.
        handedOnNs = current < 0 ? handedOnNs : System.nanoTime();
        while (true) {
            boolean alive = alive();
            int first = earliest();
            if (first < 0 && !alive) {
                reportFaults();
                return -1;
            }
            passedNs = System.nanoTime();
            long heldNs = first < 0 ? 0 : heldNs(first);
            if (first >= 0 && heldNs <= 0) {
                bell.found();
                return first;
            }
            companion.caughtUp(System.nanoTime() - handedOnNs);
            companion.idle();
            keepHouse(System.nanoTime());
            if (first < 0) {
                bell.await(IDLE_NS, this::nothingNew);
            } else {
                bell.nap(heldNs);
            }
        }
    }

    /** Returns for how long the next packet of an interface has to be held back. */
    private long heldNs(int index) {
        return HOLD_NS - (passedNs - interfaces.get(index).ring().arrivalNs());
    }

    private boolean nothingNew() {
        return earliest() < 0 && alive();
    }

    private boolean alive() {
        for (int i = 0; i < interfaces.size(); i++) {
            if (!interfaces.get(i).ended()) {
                return true;
            }
        }
        return false;
    }

    private int earliest() {
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

    private void keepHouse(long nowNs) {
        if (nowNs - housekeptNs < HOUSEKEEPING_NS) {
            return;
        }
        housekeptNs = nowNs;
        companion.idle();
        reportFaults();
        String clockChange = clock.look();
        if (clockChange != null) {
            companion.notice("clock", clockChange);
        }
        for (LiveInterface each : interfaces) {
            String change = each.ended() ? null : each.link().look();
            if (change != null) {
                companion.notice(each.label(), change);
            }
            each.drops().read();
            each.closeIfRetired();
        }
    }

    private void reportFaults() {
        for (LiveInterface each : interfaces) {
            String fault = each.fault();
            if (fault != null && !reported.contains(each.label())) {
                reported.add(each.label());
                companion.notice(each.label(), fault);
            }
        }
    }

    /** Ends the capture; packets from before this call are still delivered. Returns at once. For any thread. */
    public void stop() {
        stop.begin();
    }

    /** Returns whether the capture of an interface ended before it was stopped. */
    public boolean faulty() {
        for (LiveInterface each : interfaces) {
            if (each.fault() != null) {
                return true;
            }
        }
        return false;
    }

    /** Returns one report per interface. For the thread that takes the frames, at any time. */
    @Override
    public List<CaptureReport> reports() {
        List<CaptureReport> reports = new ArrayList<>();
        for (LiveInterface each : interfaces) {
            each.drops().read();
            reports.add(each.report(clock.warnings()));
        }
        return reports;
    }

    @Override
    public void close() {
        interfaces.forEach(each -> each.ring().abandon());
        interfaces.forEach(LiveInterface::close);
        interfaces.stream().map(LiveInterface::network).distinct().forEach(CapturedNetwork::close);
    }

    /** Ignores all events. */
    private static final class NoCompanion implements Companion {
        @Override
        public void caughtUp(long silentNs) {
            // no listener
        }

        @Override
        public void idle() {
            // no listener
        }

        @Override
        public void notice(String name, String text) {
            // the reports contain the notice
        }
    }
}
