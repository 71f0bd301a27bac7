// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * Opens handles for a live capture. A handle captures in the network namespace of the thread that opens it,
 * whichever thread reads it.
 */
final class Handles {
    private static final int LEAST_RING = 1 << 20;
    /**
     * The size of all rings together: enough for the first second of a fast link, when the analysis is not compiled
     * yet.
     */
    private static final int ALL_RINGS = 1 << 26;

    private Handles() {}

    /** Loads the library, and checks the user's expression. */
    static void check(CaptureOptions options) throws CaptureException {
        Libpcap.require();
        if (options.expression() != null) {
            KernelFilter.check(options.expression(), options.snapLength());
        }
    }

    /** Returns the names of the interfaces, each once. */
    private static Set<String> names(CaptureOptions options) {
        return new LinkedHashSet<>(options.interfaces());
    }

    /**
     * Returns a ring for each interface in each of these network namespaces. This takes a tenth of a second, because
     * the memory is cleared.
     *
     * @param namespaces number of network namespaces
     * @param sharing number of network namespaces that share the memory
     */
    static Queue<PacketRing> rings(CaptureOptions options, int namespaces, int sharing, Doorbell bell) {
        int interfaces = names(options).size();
        int share = Math.max(LEAST_RING, Integer.highestOneBit(ALL_RINGS / (interfaces * sharing)));
        Queue<PacketRing> rings = new ArrayDeque<>();
        for (int i = 0; i < interfaces * namespaces; i++) {
            rings.add(new PacketRing(share, bell));
        }
        return rings;
    }

    /**
     * Opens a handle for each interface and sets its filter; from then on, packets wait in the kernel. The network
     * namespace is that of the thread.
     *
     * @param rings the first of them are used
     */
    static List<LiveInterface> open(
            CaptureOptions options, CapturedNetwork network, Queue<PacketRing> rings, Doorbell bell)
            throws CaptureException {
        List<LiveInterface> opened = new ArrayList<>();
        try {
            for (String name : names(options)) {
                CaptureHandle handle = open(name, network, options);
                opened.add(new LiveInterface(name, network, handle, options.snapLength(), rings.remove(), bell));
            }
        } catch (CaptureException | RuntimeException e) {
            opened.forEach(LiveInterface::close);
            throw e;
        }
        return opened;
    }

    /** Starts the threads, which must not be in another network namespace, and the counts. */
    static void prepare(List<LiveInterface> opened) {
        opened.forEach(each -> each.drops().begin());
        opened.forEach(LiveInterface::prepare);
    }

    /** The kernel's ring is the way where it can be; otherwise libpcap captures, or says why it cannot. */
    private static CaptureHandle open(String name, CapturedNetwork network, CaptureOptions options)
            throws CaptureException {
        CaptureHandle ring = name.equals(CaptureOptions.STANDARD_INPUT) ? null : RingCapture.open(name, options);
        return ring == null ? PcapCapture.open(name, network, options) : ring;
    }
}
