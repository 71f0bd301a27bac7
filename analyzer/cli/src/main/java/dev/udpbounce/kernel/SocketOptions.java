package dev.udpbounce.kernel;

import dev.udpbounce.correlate.Delivery;

/**
 * The options of a socket that decide who is told of an error.
 *
 * @param recverr IP_RECVERR
 * @param recverr6 IPV6_RECVERR
 * @param mtuDiscover IP_MTU_DISCOVER; negative for the default
 * @param mtuDiscover6 IPV6_MTU_DISCOVER; negative for the default
 */
record SocketOptions(boolean recverr, boolean recverr6, int mtuDiscover, int mtuDiscover6) {
    private static final int PMTUDISC_DONT = 0;
    private static final int PMTUDISC_INTERFACE = 4;
    private static final int PMTUDISC_OMIT = 5;

    /** Whether errors of this IP version are queued. */
    boolean recverr(int version) {
        return version == 4 ? recverr : recverr6;
    }

    /** Whether the socket takes no notice at all of a datagram that was too big. */
    boolean ignoresMtu(Delivery delivery) {
        if (!delivery.needsPathMtuDiscovery()) {
            return false;
        }
        return delivery.version() == 4
                ? mtuDiscover == PMTUDISC_DONT
                : mtuDiscover6 == PMTUDISC_INTERFACE || mtuDiscover6 == PMTUDISC_OMIT;
    }

    /** Whether the socket takes it for a passing state of the network that a datagram was too big. */
    boolean softensMtu(Delivery delivery) {
        return delivery.needsPathMtuDiscovery() && delivery.version() == 6 && mtuDiscover6 == PMTUDISC_DONT;
    }
}
