// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

/**
 * The socket options that determine which errors a program is told of.
 *
 * @param recverr IP_RECVERR
 * @param recverr6 IPV6_RECVERR
 * @param mtuDiscover IP_MTU_DISCOVER; negative for the default
 * @param mtuDiscover6 IPV6_MTU_DISCOVER; negative for the default
 */
record SocketOptions(boolean recverr, boolean recverr6, int mtuDiscover, int mtuDiscover6) {
    /** Returns whether errors of this IP version are queued. */
    boolean recverr(int version) {
        return version == 4 ? recverr : recverr6;
    }

    /** Returns the path-MTU discovery setting for this IP version; negative for the default. */
    int mtuDiscover(int version) {
        return version == 4 ? mtuDiscover : mtuDiscover6;
    }
}
