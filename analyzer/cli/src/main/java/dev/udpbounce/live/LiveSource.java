// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.kernel.network.NamespaceException;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.sys.RealTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * The live packets of one or several interfaces, merged by time as far as they have arrived and numbered consecutively.
 * One thread per interface empties the kernel's buffer into a {@link PacketRing}; {@link #next} takes from the rings,
 * and waits while they are empty. It ends after {@link #stop}, when everything captured until then is delivered, or
 * when no interface is left.
 */
public final class LiveSource implements FrameSource {
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

    private final Doorbell bell = new Doorbell();
    private final LiveInterfaces interfaces;
    private final List<String> reported = new ArrayList<>();
    private final ClockWatch clock = new ClockWatch();
    private CaptureCompanion companion = CaptureCompanion.NONE;
    private int current = -1;
    private long number;
    private long housekeptNs;
    private long handedOnNs;
    /**
     * A time that has passed, and at which no thread of an interface was late. Saves looking at the clock and at the
     * threads for each packet of a block.
     */
    private long passedNs;

    private LiveSource(CaptureOptions options) throws CaptureException {
        interfaces = new LiveInterfaces(options, bell);
    }

    /** Opens a handle for each interface and sets its filter; from then on, packets wait in the kernel. */
    public static LiveSource open(CaptureOptions options) throws CaptureException {
        LiveSource source = new LiveSource(options);
        source.interfaces.addOwn(Handles.rings(options, 1, 1, source.bell));
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
    public static LiveSource open(CaptureOptions options, Runnable before, boolean own, List<NetworkNamespace> others)
            throws CaptureException, NamespaceException {
        LiveSource source = new LiveSource(options);
        int count = others.size() + (own ? 1 : 0);
        Queue<PacketRing> rings = Handles.rings(options, count, count, source.bell);
        before.run();
        try {
            if (own) {
                source.interfaces.addOwn(rings);
            }
            for (NetworkNamespace each : others) {
                source.interfaces.add(each, rings);
            }
        } catch (CaptureException | NamespaceException | RuntimeException e) {
            source.close();
            throw e;
        }
        return source;
    }

    /**
     * Captures in another network namespace too. From the return on, packets wait in the kernel. For any thread.
     *
     * @param namespaces number of network namespaces that share the memory
     * @throws NamespaceException if it cannot be entered
     */
    public void add(NetworkNamespace namespace, int namespaces) throws CaptureException, NamespaceException {
        interfaces.add(namespace, namespaces);
    }

    /** Ends the capture in a network namespace, of which nothing remains open then. For any thread. */
    public void remove(String namespace) {
        interfaces.retire(namespace);
    }

    /** Sets the receiver of events other than frames. */
    public void accompany(CaptureCompanion newCompanion) {
        companion = newCompanion;
    }

    /** Returns the name and LINKTYPE_ number of each interface, in the order of the options. */
    public List<Origin> interfaces() {
        return interfaces.origins();
    }

    /** Returns the index in {@link #interfaces} of the handle that delivered the latest frame. */
    public int current() {
        return current;
    }

    @Override
    public boolean next(Frame frame) {
        if (!interfaces.areStarted()) {
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
        live.count();
        live.ring().wrap(frame, ++number, interfaces.origin(current));
        return true;
    }

    private void begin() {
        housekeptNs = System.nanoTime();
        handedOnNs = housekeptNs;
        passedNs = housekeptNs;
        interfaces.start();
    }

    /** Waits for a packet that may be handed on; returns the index of its interface, or -1 at the end. */
    private int await() {
        int ready = interfaces.earliest();
        if (ready >= 0 && heldNs(ready) <= 0) {
            bell.found();
            return ready;
        }
        // Silence is counted from when the packet before was analyzed.
        handedOnNs = current < 0 ? handedOnNs : System.nanoTime();
        while (true) {
            boolean alive = interfaces.areAlive();
            long nowNs = System.nanoTime();
            boolean late = interfaces.areLate(RealTime.nowNs() - HOLD_NS);
            int first = interfaces.earliest();
            if (first < 0 && !alive) {
                reportFaults();
                return -1;
            }
            if (!late) {
                passedNs = nowNs;
                if (first >= 0 && heldNs(first) <= 0) {
                    bell.found();
                    return first;
                }
                companion.caughtUp(System.nanoTime() - handedOnNs);
            }
            companion.idle();
            keepHouse(System.nanoTime());
            if (first < 0) {
                bell.await(IDLE_NS, this::nothingNew);
            } else {
                bell.nap(late ? 0 : heldNs(first));
            }
        }
    }

    /** Returns for how long the next packet of an interface has to be held back. */
    private long heldNs(int index) {
        return HOLD_NS - (passedNs - interfaces.get(index).ring().arrivalNs());
    }

    private boolean nothingNew() {
        return interfaces.earliest() < 0 && interfaces.areAlive();
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
        for (LiveInterface each : interfaces.all()) {
            String change = each.ended() ? null : each.link().look();
            if (change != null) {
                companion.notice(each.label(), change);
            }
            each.drops().read();
            each.closeIfRetired();
        }
    }

    private void reportFaults() {
        for (LiveInterface each : interfaces.all()) {
            String fault = each.fault();
            if (fault != null && !reported.contains(each.label())) {
                reported.add(each.label());
                companion.notice(each.label(), fault);
            }
        }
    }

    /** Ends the capture; packets from before this call are still delivered. Returns at once. For any thread. */
    public void stop() {
        interfaces.stop();
    }

    /** Returns whether the capture of an interface ended before it was stopped. */
    public boolean faulty() {
        for (LiveInterface each : interfaces.all()) {
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
        for (LiveInterface each : interfaces.all()) {
            each.drops().read();
            reports.add(each.report(clock.warnings()));
        }
        return reports;
    }

    @Override
    public void close() {
        interfaces.close();
    }
}
