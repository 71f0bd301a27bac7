// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Counts per enum constant. */
public final class EnumCounts<K extends Enum<K>> {
    private final EnumMap<K, Long> counts;

    public EnumCounts(Class<K> kinds) {
        counts = new EnumMap<>(kinds);
    }

    public void add(K kind) {
        add(kind, 1);
    }

    public void add(K kind, long count) {
        counts.put(kind, of(kind) + count);
    }

    public long of(K kind) {
        Long count = counts.get(kind);
        return count == null ? 0 : count;
    }

    /** Returns a copy of the counts of all constants that occurred. */
    public Map<K, Long> all() {
        return Collections.unmodifiableMap(new EnumMap<>(counts));
    }
}
