package dev.udpbounce.kernel;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map of bounded size: what was not asked for the longest leaves it first. */
final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    private final int capacity;

    BoundedMap(int capacity) {
        super(64, 0.75f, true);
        this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > capacity;
    }
}
