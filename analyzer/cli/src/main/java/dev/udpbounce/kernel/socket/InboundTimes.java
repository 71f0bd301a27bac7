// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

/** The time of the last datagram seen for each port of a network namespace, or for several ports together. */
final class InboundTimes {
    private final boolean complete;
    private final long[] lastNs;

    /**
     * @param complete whether every incoming datagram is seen
     * @param size number of times that are kept, a power of 2; 65536 for one for each port
     */
    InboundTimes(boolean complete, int size) {
        this.complete = complete;
        lastNs = new long[size];
    }

    /** Records a datagram; {@code timeNs} is in nanoseconds since the Unix epoch. */
    void note(long timeNs, int port) {
        lastNs[port & (lastNs.length - 1)] = timeNs;
    }

    /** Returns whether it is certain that no datagram has arrived at the port since {@code timeNs}. */
    boolean noneSince(long timeNs, int port) {
        return complete && lastNs[port & (lastNs.length - 1)] < timeNs;
    }
}
