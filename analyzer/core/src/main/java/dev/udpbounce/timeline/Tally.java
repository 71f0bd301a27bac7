package dev.udpbounce.timeline;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** How often each of some kinds came. */
final class Tally<K extends Enum<K>> {
    private final EnumMap<K, Long> counts;

    Tally(Class<K> kinds) {
        counts = new EnumMap<>(kinds);
    }

    void add(K kind) {
        counts.put(kind, of(kind) + 1);
    }

    long of(K kind) {
        Long count = counts.get(kind);
        return count == null ? 0 : count;
    }

    /** A copy of the counts of all kinds that came. */
    Map<K, Long> all() {
        return Collections.unmodifiableMap(new EnumMap<>(counts));
    }
}
