// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.decode.IpAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of one process to one destination.
 *
 * @param port 0 to 65535; -1 if it is not known
 * @param process without thread and socket; null if it is not known
 */
public record ProcessDestination(
        IpAddress address, int port, @Nullable SocketOwner process) {
    /** Returns the process and the destination of a datagram. */
    public static ProcessDestination of(Flow flow, @Nullable SocketOwner owner) {
        return new ProcessDestination(
                flow.destination(), flow.destinationPort(), owner == null ? null : owner.process());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProcessDestination that
                && port == that.port
                && address.equals(that.address)
                && Objects.equals(process, that.process);
    }

    @Override
    public int hashCode() {
        return (Objects.hashCode(process) * 31 + address.hashCode()) * 31 + port;
    }
}
