// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.decode.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a UDP conversation. Both addresses are of the same IP version.
 *
 * @param sourcePort 0 to 65535; -1 if a quote ends before it
 * @param destinationPort 0 to 65535; -1 if a quote ends before it
 */
public record Flow(IpAddress source, int sourcePort, IpAddress destination, int destinationPort) {
    /** Written out like {@link #hashCode}: those that the Java machine makes of a record slow down a start. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Flow flow
                && sourcePort == flow.sourcePort
                && destinationPort == flow.destinationPort
                && source.equals(flow.source)
                && destination.equals(flow.destination);
    }

    @Override
    public int hashCode() {
        return ((source.hashCode() * 31 + sourcePort) * 31 + destination.hashCode()) * 31 + destinationPort;
    }

    /** IP version: 4 or 6. */
    public int version() {
        return source.version();
    }

    /** Returns the opposite direction. */
    public Flow reversed() {
        return new Flow(destination, destinationPort, source, sourcePort);
    }
}
