// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

/**
 * The kernel's counts of one handle in 64 bits: libpcap keeps 32 bits of each, which wrap within an hour on a fast
 * link. Packets counted before {@link #begin}, which is called when the filter is set, are left out.
 *
 * <p>The loopback interface shows every packet twice, when sent and when received. The kernel counts both; libpcap
 * delivers the second. A packet that the interface drops in between is seen once, and never delivered.
 */
final class PacketCounts {
    private static final long MASK = 0xffff_ffffL;

    private long received;
    private long dropped;
    private long droppedByInterface;
    private long lastReceived;
    private long lastDropped;
    private long lastDroppedByInterface;

    /** Takes the first reading, at which counting starts. */
    void begin(long kernelReceived, long kernelDropped, long interfaceDropped) {
        lastReceived = kernelReceived;
        lastDropped = kernelDropped;
        lastDroppedByInterface = interfaceDropped;
    }

    /** Takes a later reading, before any count has grown by 2^32. */
    void add(long kernelReceived, long kernelDropped, long interfaceDropped) {
        received += kernelReceived - lastReceived & MASK;
        dropped += kernelDropped - lastDropped & MASK;
        droppedByInterface += interfaceDropped - lastDroppedByInterface & MASK;
        begin(kernelReceived, kernelDropped, interfaceDropped);
    }

    /** Returns the packets that passed the filter, including dropped ones, as counted by the kernel. */
    long received() {
        return received;
    }

    /** Returns the packets that found the kernel's buffer full, if the kernel sees each packet once. */
    long dropped() {
        return dropped;
    }

    /** Returns the packets that the interface had no room for. */
    long droppedByInterface() {
        return droppedByInterface;
    }

    /**
     * Returns whether all packets that the kernel counted have arrived. This is only known if the kernel dropped none
     * or sees no packet twice.
     *
     * @param arrived packets that have arrived
     * @param ofTwice packets among them that the kernel saw twice
     */
    boolean allArrived(long arrived, long ofTwice) {
        return arrived + ofTwice >= received - dropped - (ofTwice == 0 ? 0 : droppedByInterface);
    }

    /**
     * Returns the packets that were counted and never arrive. The kernel may drop one copy of a packet and keep the
     * other, so that half of its count is only an approximation; if some packets are seen twice and others once, the
     * share of each among the lost is an assumption.
     *
     * @param complete whether no more packets will arrive
     */
    long lost(long arrived, long ofTwice, boolean complete) {
        if (arrived == ofTwice && arrived > 0) {
            return complete ? Math.max(0, (received - droppedByInterface) / 2 - arrived) : (dropped + 1) / 2;
        }
        long lost = complete ? Math.max(dropped, received - arrived - ofTwice) : dropped;
        return ofTwice == 0 ? lost : Math.round((double) lost * arrived / (arrived + ofTwice));
    }
}
