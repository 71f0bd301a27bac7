// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

/**
 * Opens libpcap handles for a live capture. A handle captures in the network namespace of the thread that opens it,
 * whichever thread reads it.
 */
final class Handles {
    private static final int LEAST_RING = 1 << 20;
    /**
     * The size of all rings together: enough for the first second of a fast link, when the analysis is not compiled
     * yet.
     */
    private static final int ALL_RINGS = 1 << 26;

    static final DataLinkType LINUX_SLL2 = new DataLinkType(276, "Linux cooked v2");

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
                PcapHandle handle = open(name, network, options);
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

    private static PcapHandle open(String name, CapturedNetwork network, CaptureOptions options)
            throws CaptureException {
        // Promiscuous mode is a property of one interface; libpcap refuses it for "any".
        boolean promiscuous = options.promiscuous() && !name.equals(CaptureOptions.ANY);
        PcapHandle handle;
        try {
            if (name.equals(CaptureOptions.STANDARD_INPUT)) {
                // libpcap gives this name the same meaning.
                handle = Pcaps.openOffline(name, PcapHandle.TimestampPrecision.NANO);
            } else {
                handle = new PcapHandle.Builder(name)
                        .snaplen(options.snapLength())
                        .promiscuousMode(promiscuous ? PromiscuousMode.PROMISCUOUS : PromiscuousMode.NONPROMISCUOUS)
                        .timeoutMillis(CaptureOptions.READ_TIMEOUT_MS)
                        .bufferSize(options.bufferOctets())
                        .timestampPrecision(PcapHandle.TimestampPrecision.NANO)
                        .build();
            }
        } catch (PcapNativeException e) {
            throw refused(network.label(name), e);
        }
        try {
            if (name.equals(CaptureOptions.ANY)) {
                // By default, it opens as version 1, whose header does not name the interface.
                handle.setDlt(LINUX_SLL2);
            }
            KernelFilter.set(handle, options.expression());
            return handle;
        } catch (PcapNativeException e) {
            handle.close();
            throw refused(network.label(name), e);
        } catch (NotOpenException e) {
            throw new IllegalStateException("a handle was closed before its capture began", e);
        } catch (CaptureException e) {
            handle.close();
            throw e;
        }
    }

    private static CaptureException refused(String name, PcapNativeException e) {
        String text = LibpcapText.of(e);
        boolean rights = LibpcapText.saysNotPermitted(text);
        return new CaptureException(
                rights ? CaptureException.Kind.RIGHTS : CaptureException.Kind.INTERFACE, name + ": " + text);
    }
}
