// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.metrics;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Assigns names to the destinations with the most errors; all others share one name. A destination with twice as many
 * errors as the lowest named one replaces it, so that the names do not change with every packet. Not thread-safe.
 */
final class TopDestinations {
    /** The name of all destinations without their own. */
    static final String OTHER = "other";

    private static final int CANDIDATES_PER_NAME = 16;

    private final int most;
    private final Consumer<String> leaving;
    private final Map<String, Long> named = new HashMap<>();
    private final Map<String, Long> candidates;
    private long least;

    /**
     * @param most maximum number of names at a time
     * @param leaving receives each name that is given up
     */
    TopDestinations(int most, Consumer<String> leaving) {
        this.most = most;
        this.leaving = leaving;
        int mostCandidates = most * CANDIDATES_PER_NAME;
        candidates = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                return size() > mostCandidates;
            }
        };
    }

    /** Counts an error for a destination; returns the name under which to count it. */
    String count(String destination) {
        if (named.computeIfPresent(destination, (name, count) -> count + 1) != null) {
            return destination;
        }
        long count = candidates.merge(destination, 1L, Long::sum);
        if (named.size() < most) {
            name(destination, count);
            return destination;
        }
        if (count < 2 * least) {
            return OTHER;
        }
        Map.Entry<String, Long> weakest = weakest();
        least = weakest.getValue();
        if (count < 2 * least) {
            return OTHER;
        }
        named.remove(weakest.getKey());
        candidates.put(weakest.getKey(), weakest.getValue());
        leaving.accept(weakest.getKey());
        name(destination, count);
        return destination;
    }

    private void name(String destination, long count) {
        candidates.remove(destination);
        named.put(destination, count);
        least = Math.min(least, count);
    }

    private Map.Entry<String, Long> weakest() {
        return named.entrySet().stream()
                .min(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                .orElseThrow();
    }
}
