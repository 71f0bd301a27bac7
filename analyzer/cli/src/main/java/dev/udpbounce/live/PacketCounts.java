package dev.udpbounce.live;

/**
 * The kernel's counts of one handle as 64 bits: libpcap keeps 32 of each, which wrap within the hour on a fast link.
 * What was counted before the filter was set, by {@link #begin}, is left out.
 *
 * <p>The loopback interface shows every packet twice, on its way out and on its way in. The kernel counts both, libpcap
 * delivers the second. What the interface drops in between is seen once, and never delivered.
 */
final class PacketCounts {
    private static final long MASK = 0xffff_ffffL;

    private long received;
    private long dropped;
    private long droppedByInterface;
    private long lastReceived;
    private long lastDropped;
    private long lastDroppedByInterface;

    /** The first reading: where counting begins. */
    void begin(long kernelReceived, long kernelDropped, long interfaceDropped) {
        lastReceived = kernelReceived;
        lastDropped = kernelDropped;
        lastDroppedByInterface = interfaceDropped;
    }

    /** A later reading, before any count has grown by 2^32. */
    void add(long kernelReceived, long kernelDropped, long interfaceDropped) {
        received += kernelReceived - lastReceived & MASK;
        dropped += kernelDropped - lastDropped & MASK;
        droppedByInterface += interfaceDropped - lastDroppedByInterface & MASK;
        begin(kernelReceived, kernelDropped, interfaceDropped);
    }

    /** Packets that passed the filter, dropped ones included, as the kernel counts. */
    long received() {
        return received;
    }

    /** Packets that found the kernel's buffer full, where it sees each packet once. */
    long dropped() {
        return dropped;
    }

    /** Packets that the interface had no room for. */
    long droppedByInterface() {
        return droppedByInterface;
    }

    /**
     * Whether every packet that the kernel has counted has arrived; only to be told where it dropped none, or sees no
     * packet twice.
     *
     * @param arrived packets that have arrived
     * @param ofTwice those among them that the kernel saw twice
     */
    boolean allArrived(long arrived, long ofTwice) {
        return arrived + ofTwice >= received - dropped - (ofTwice == 0 ? 0 : droppedByInterface);
    }

    /**
     * Packets that were counted and never arrive, where {@code ofTwice} of those that did were seen twice by the kernel.
     * The two copies of one packet need not share their fate, so that half of the kernel's count is near but may be
     * wrong; where some packets are seen twice and others once, the share of each among the lost is only supposed.
     *
     * @param complete whether everything has arrived that ever will
     */
    long lost(long arrived, long ofTwice, boolean complete) {
        if (arrived == ofTwice && arrived > 0) {
            return complete ? Math.max(0, (received - droppedByInterface) / 2 - arrived) : (dropped + 1) / 2;
        }
        long lost = complete ? Math.max(dropped, received - arrived - ofTwice) : dropped;
        return ofTwice == 0 ? lost : Math.round((double) lost * arrived / (arrived + ofTwice));
    }
}
