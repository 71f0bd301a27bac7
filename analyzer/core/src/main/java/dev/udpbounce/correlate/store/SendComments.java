// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import dev.udpbounce.event.OctetBudget;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The comments of waiting sends; few sends have one. Comments beyond the memory limit are dropped and counted. */
public final class SendComments {
    /** Approximate size of a map entry without its characters, octets. */
    private static final int OCTETS_OF_ENTRY = 128;

    private final Map<Long, String> bySequence = new HashMap<>();
    private final OctetBudget budget;
    private long forgotten;

    /** @param octets approximate memory for comments */
    public SendComments(long octets) {
        budget = new OctetBudget(octets);
    }

    private static long octets(String comment) {
        return OCTETS_OF_ENTRY + (long) comment.length() * Character.BYTES;
    }

    public void add(long sequence, String comment) {
        if (budget.take(octets(comment))) {
            bySequence.put(sequence, comment);
        } else {
            forgotten++;
        }
    }

    @Nullable
    String of(long sequence) {
        return bySequence.isEmpty() ? null : bySequence.get(sequence);
    }

    /** Removes the comment of a send that leaves. */
    public void remove(long sequence) {
        String comment = bySequence.isEmpty() ? null : bySequence.remove(sequence);
        if (comment != null) {
            budget.give(octets(comment));
        }
    }

    /** Returns the number of comments dropped for lack of room. */
    public long forgotten() {
        return forgotten;
    }
}
