// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

/** Counts errors by their match with a datagram and by the verdicts of their sockets, and what was seen of their delivery. */
public final class ErrorSums {
    private final EnumCounts<Match> matches = new EnumCounts<>(Match.class);
    private final EnumCounts<Fate.Verdict> verdicts = new EnumCounts<>(Fate.Verdict.class);
    private final EnumCounts<ObservedDelivery.By> deliveries = new EnumCounts<>(ObservedDelivery.By.class);
    private long count;
    private long duplicates;
    private long staleDeliveries;

    public void count(Event.IcmpError error) {
        count++;
        if (error.bounce().attribution().duplicateOf() != 0) {
            duplicates++;
            return;
        }
        matches.add(error.bounce().attribution().match());
        if (error.fate() != null) {
            verdicts.add(error.fate().verdict());
        }
    }

    public void count(ObservedDelivery delivery) {
        deliveries.add(delivery.by());
        staleDeliveries += delivery.stale() ? 1 : 0;
    }

    /** Returns the number of errors, including duplicates. */
    public long count() {
        return count;
    }

    /**
     * Returns the sums so far.
     *
     * @param filtered number of errors that were left out
     */
    public Summary.Errors sums(long filtered) {
        return new Summary.Errors(
                count, matches.all(), duplicates, filtered, verdicts.all(), deliveries.all(), staleDeliveries);
    }
}
