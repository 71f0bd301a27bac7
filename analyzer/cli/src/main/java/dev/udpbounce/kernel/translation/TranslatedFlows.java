// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.translation;

import dev.udpbounce.event.Flow;
import dev.udpbounce.kernel.sys.BoundedMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The flows before a translation by those after it, in both directions; a bounded number. Thread-safe. */
final class TranslatedFlows {
    private record Before(@Nullable Flow flow) {
        /** Several connections have the same flow after the translation, as in several zones. */
        static final Before UNCLEAR = new Before(null);
    }

    private final int capacity;
    private final Map<Flow, Before> byFlow;
    private long forgotten;

    /** @param capacity maximum number of flows, two for each connection */
    TranslatedFlows(int capacity) {
        this.capacity = capacity;
        byFlow = new BoundedMap<>(capacity);
    }

    synchronized void add(Connection connection) {
        put(connection.reply().reversed(), connection.original());
        put(connection.original().reversed(), connection.reply());
    }

    private void put(Flow after, Flow before) {
        if (after.equals(before)) {
            return;
        }
        Before known = byFlow.get(after);
        if (known == null) {
            forgotten += byFlow.size() == capacity ? 1 : 0;
            byFlow.put(after, new Before(before));
        } else if (!before.equals(known.flow)) {
            byFlow.put(after, Before.UNCLEAR);
        }
    }

    /** Removes a connection that has ended. */
    synchronized void remove(Connection connection) {
        remove(connection.reply().reversed(), connection.original());
        remove(connection.original().reversed(), connection.reply());
    }

    private void remove(Flow after, Flow before) {
        Before known = byFlow.get(after);
        if (known != null && (known.flow == null || known.flow.equals(before))) {
            byFlow.remove(after);
        }
    }

    /** Forgets everything, because the end of a connection may have been missed. */
    synchronized void clear() {
        byFlow.clear();
    }

    /** Returns the flow that is translated to another; null if none is known. */
    synchronized @Nullable Flow before(Flow after) {
        Before known = byFlow.isEmpty() ? null : byFlow.get(after);
        return known == null ? null : known.flow;
    }

    /** Returns how many flows were forgotten for lack of room. */
    synchronized long forgotten() {
        return forgotten;
    }
}
