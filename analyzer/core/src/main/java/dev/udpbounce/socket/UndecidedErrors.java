// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import dev.udpbounce.event.Bounce;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Errors for which no socket was found on arrival, by the quoted port. The call that binds or sends may still be in
 * progress, so they are retried when more is known about the port. Bounded: the earliest error of a port is given up.
 */
final class UndecidedErrors {
    private final Map<Integer, Deque<Bounce>> byPort = new LinkedHashMap<>();
    private final int most;
    private final Consumer<Bounce> givenUp;
    private int count;

    /**
     * @param most maximum number of held errors
     * @param givenUp receives errors beyond the limit, and all that remain at the end
     */
    UndecidedErrors(int most, Consumer<Bounce> givenUp) {
        this.most = most;
        this.givenUp = givenUp;
    }

    void add(Bounce bounce) {
        if (count == most) {
            Map.Entry<Integer, Deque<Bounce>> first =
                    byPort.entrySet().iterator().next();
            Bounce earliest = first.getValue().removeFirst();
            if (first.getValue().isEmpty()) {
                byPort.remove(first.getKey());
            }
            count--;
            givenUp.accept(earliest);
        }
        count++;
        byPort.computeIfAbsent(bounce.socketFlow().sourcePort(), ignored -> new ArrayDeque<>())
                .addLast(bounce);
    }

    /** Retries the errors that quote this port, and removes those decided. */
    void retry(int port, Predicate<Bounce> decided) {
        Deque<Bounce> errors = byPort.remove(port);
        if (errors == null) {
            return;
        }
        count -= errors.size();
        for (Bounce bounce : errors) {
            if (!decided.test(bounce)) {
                add(bounce);
            }
        }
    }

    /** Gives up all errors. */
    void giveUp() {
        byPort.values().forEach(errors -> errors.forEach(givenUp));
        byPort.clear();
        count = 0;
    }
}
