// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map of bounded size that evicts the least recently accessed entry. */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    private final int capacity;

    public BoundedMap(int capacity) {
        super(64, 0.75f, true);
        this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > capacity;
    }
}
