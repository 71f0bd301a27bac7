package dev.udpbounce.live;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.packet.namednumber.DataLinkType;

/** Opens handles of libpcap for a live capture. */
final class Handles {
    /**
     * The read time-out. Not immediate mode, in which every packet takes as much of the ring as the longest one may
     * have, and the kernel wakes the reader for each.
     */
    static final int TIMEOUT_MS = 10;

    private static final int LEAST_RING = 1 << 20;
    /** What a fast link delivers in the first second, in which the analysis is not compiled yet. */
    private static final int ALL_RINGS = 1 << 26;

    private static final DataLinkType LINUX_SLL2 = new DataLinkType(276, "Linux cooked v2");

    private Handles() {}

    static PcapSource open(CaptureOptions options) throws CaptureException {
        if (options.expression() != null) {
            KernelFilter.check(options.expression(), options.snapLength());
        }
        List<LiveInterface> opened = new ArrayList<>();
        Doorbell bell = new Doorbell();
        LinkedHashSet<String> names = new LinkedHashSet<>(options.interfaces());
        int share = Math.max(LEAST_RING, Integer.highestOneBit(ALL_RINGS / names.size()));
        try {
            for (String name : names) {
                PacketRing ring = new PacketRing(share, bell);
                opened.add(new LiveInterface(name, open(name, options), options.snapLength(), ring, bell));
            }
        } catch (CaptureException | RuntimeException e) {
            opened.forEach(LiveInterface::close);
            throw e;
        }
        opened.forEach(LiveInterface::beginCounts);
        opened.forEach(LiveInterface::prepare);
        return new PcapSource(opened, bell);
    }

    private static PcapHandle open(String name, CaptureOptions options) throws CaptureException {
        // Promiscuous mode is a property of one interface; libpcap refuses it for all at once.
        boolean promiscuous = options.promiscuous() && !name.equals(CaptureOptions.ANY);
        PcapHandle handle;
        try {
            handle = new PcapHandle.Builder(name)
                    .snaplen(options.snapLength())
                    .promiscuousMode(promiscuous ? PromiscuousMode.PROMISCUOUS : PromiscuousMode.NONPROMISCUOUS)
                    .timeoutMillis(TIMEOUT_MS)
                    .bufferSize(options.bufferOctets())
                    .timestampPrecision(PcapHandle.TimestampPrecision.NANO)
                    .build();
        } catch (PcapNativeException e) {
            throw refused(name, e);
        }
        try {
            if (name.equals(CaptureOptions.ANY)) {
                // It opens as version 1, whose header does not name the interface.
                handle.setDlt(LINUX_SLL2);
            }
            KernelFilter.set(handle, options.expression());
            return handle;
        } catch (PcapNativeException e) {
            handle.close();
            throw refused(name, e);
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
