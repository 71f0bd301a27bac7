// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.decode.IpAddress;

/**
 * One direction of a UDP conversation. Both addresses are of the same IP version.
 *
 * @param sourcePort 0 to 65535; -1 if a quote ends before it
 * @param destinationPort 0 to 65535; -1 if a quote ends before it
 */
public record Flow(IpAddress source, int sourcePort, IpAddress destination, int destinationPort) {
    /** IP version: 4 or 6. */
    public int version() {
        return source.version();
    }

    /** Returns the opposite direction. */
    public Flow reversed() {
        return new Flow(destination, destinationPort, source, sourcePort);
    }
}
