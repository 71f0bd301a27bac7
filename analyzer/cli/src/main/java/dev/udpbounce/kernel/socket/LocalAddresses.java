// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.decode.IpAddress;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The interfaces of this machine and their addresses in this network namespace. */
final class LocalAddresses {
    /** The loopback interface is the first in every network namespace. */
    private static final int LOOPBACK = 1;

    private static final int UNKNOWN = 0;
    private static final long REFRESH_NS = 1_000_000_000;

    private Map<IpAddress, Integer> byAddress = Map.of();
    private Map<String, Integer> byName = Map.of();
    private long refreshedNs;

    LocalAddresses() {
        refresh(System.nanoTime());
    }

    /** Returns whether this machine has the address. A new address is recognized within a second. */
    synchronized boolean contains(IpAddress address) {
        return interfaceOf(address, null) != UNKNOWN;
    }

    /**
     * Returns the index of the interface named {@code name}, else of the one with this address, else 0.
     *
     * @param name null if unknown; may be the name of no interface
     */
    synchronized int interfaceOf(IpAddress address, @Nullable String name) {
        if (address.isLoopback()) {
            return LOOPBACK;
        }
        long nowNs = System.nanoTime();
        if (nowNs - refreshedNs > REFRESH_NS) {
            refresh(nowNs);
        }
        Integer named = name == null ? null : byName.get(name);
        return named != null ? named : byAddress.getOrDefault(address, UNKNOWN);
    }

    private void refresh(long nowNs) {
        refreshedNs = nowNs;
        try {
            Map<IpAddress, Integer> addresses = new HashMap<>();
            Map<String, Integer> names = new HashMap<>();
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                names.put(each.getName(), each.getIndex());
                for (InterfaceAddress address : each.getInterfaceAddresses()) {
                    addresses.putIfAbsent(of(address.getAddress()), each.getIndex());
                }
            }
            byAddress = addresses;
            byName = names;
        } catch (SocketException e) {
            // The list cannot be read while interfaces come and go; use the previous one until the next second.
            return;
        }
    }

    static IpAddress of(InetAddress address) {
        ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
        return octets.capacity() == 4
                ? new IpAddress(4, 0, octets.getInt(0) & 0xffffffffL)
                : new IpAddress(6, octets.getLong(0), octets.getLong(8));
    }
}
