// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.SocketOwner;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of one process to one destination.
 *
 * @param port 0 to 65535; -1 if it is not known
 * @param process without thread and socket; null if it is not known
 */
record RowKey(IpAddress address, int port, @Nullable SocketOwner process) {
    static RowKey of(Flow flow, @Nullable SocketOwner owner) {
        return new RowKey(flow.destination(), flow.destinationPort(), owner == null ? null : owner.process());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowKey key
                && port == key.port
                && address.equals(key.address)
                && Objects.equals(process, key.process);
    }

    @Override
    public int hashCode() {
        return (Objects.hashCode(process) * 31 + address.hashCode()) * 31 + port;
    }
}
