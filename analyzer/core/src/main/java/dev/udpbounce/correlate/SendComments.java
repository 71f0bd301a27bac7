package dev.udpbounce.correlate;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The comments of waiting sends, of which few have one. As many are kept as memory allows; the others are counted. */
final class SendComments {
    /** What an entry of the map takes besides its characters, about. */
    private static final int OCTETS_OF_ENTRY = 128;

    private final Map<Long, String> bySequence = new HashMap<>();
    private final Budget budget;
    private long forgotten;

    /** @param octets that comments may take, about */
    SendComments(long octets) {
        budget = new Budget(octets);
    }

    private static long octets(String comment) {
        return OCTETS_OF_ENTRY + (long) comment.length() * Character.BYTES;
    }

    void add(long sequence, String comment) {
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

    /** The send leaves. */
    void remove(long sequence) {
        String comment = bySequence.isEmpty() ? null : bySequence.remove(sequence);
        if (comment != null) {
            budget.give(octets(comment));
        }
    }

    /** Comments that there was no room for. */
    long forgotten() {
        return forgotten;
    }
}
