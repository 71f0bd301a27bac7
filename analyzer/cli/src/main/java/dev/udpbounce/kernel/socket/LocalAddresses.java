// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.kernel.network.Interfaces;
import dev.udpbounce.kernel.sys.KernelException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The interfaces of a network namespace and their addresses. */
final class LocalAddresses implements AutoCloseable {
    /** The loopback interface is the first in every network namespace. */
    private static final int LOOPBACK = 1;

    private static final int UNKNOWN = 0;
    private static final long REFRESH_NS = 1_000_000_000;

    private final Interfaces interfaces;
    private Map<IpAddress, Integer> byAddress = Map.of();
    private Map<String, Integer> byName = Map.of();
    private long refreshedNs;

    /** @throws KernelException if this kernel does not report its interfaces */
    LocalAddresses() throws KernelException {
        interfaces = Interfaces.open();
        refresh(System.nanoTime());
    }

    /** Returns whether the namespace has the address. A new address is recognized within a second. */
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
            interfaces.all().forEach(each -> names.put(each.name(), each.index()));
            interfaces.addresses().forEach(each -> addresses.putIfAbsent(each.address(), each.index()));
            byAddress = addresses;
            byName = names;
        } catch (KernelException e) {
            // The list cannot be read at the moment; use the previous one until the next second.
            return;
        }
    }

    @Override
    public void close() {
        interfaces.close();
    }
}
