// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

/** The time of the last datagram seen for each port of this machine. */
final class InboundTimes {
    private static final int PORTS = 1 << 16;

    private final boolean complete;
    private final long[] lastNs = new long[PORTS];

    /** @param complete whether every incoming datagram is seen */
    InboundTimes(boolean complete) {
        this.complete = complete;
    }

    /** Records a datagram; {@code timeNs} is in nanoseconds since the Unix epoch. */
    void note(long timeNs, int port) {
        lastNs[port & (PORTS - 1)] = timeNs;
    }

    /** Returns whether it is certain that no datagram has arrived at the port since {@code timeNs}. */
    boolean noneSince(long timeNs, int port) {
        return complete && lastNs[port & (PORTS - 1)] < timeNs;
    }
}
