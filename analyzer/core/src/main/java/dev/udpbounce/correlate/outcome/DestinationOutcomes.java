// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import dev.udpbounce.correlate.store.FlowTable;
import dev.udpbounce.correlate.store.MemoryShares;
import dev.udpbounce.correlate.store.PendingSends;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.OctetBudget;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Tracks what became of the datagrams to each destination, and whether it was heard. Until an error is about a
 * destination, only few figures of it are kept, and those of the least frequent ones are dropped. A destination is
 * identified by the hash of its endpoint.
 */
public final class DestinationOutcomes {
    private final PendingSends sends;
    private final FlowTable flows;
    private final UnrefusedCounts unrefused;
    private final Destinations destinations;
    private @Nullable LongPredicate expected;

    /** @param delayBudget budget of the delays */
    public DestinationOutcomes(PendingSends sends, FlowTable flows, MemoryShares shares, OctetBudget delayBudget) {
        this.sends = sends;
        this.flows = flows;
        unrefused = new UnrefusedCounts(shares.counted());
        destinations = new Destinations(shares.destinations(), delayBudget, unrefused);
    }

    /**
     * Limits the destinations that errors are expected about; nothing is counted for others.
     *
     * @param quoted tests the hash of a destination; false positives are allowed
     */
    public void expectErrorsAbout(LongPredicate quoted) {
        expected = quoted;
    }

    private boolean isExpected(long endpoint) {
        return expected == null || expected.test(endpoint);
    }

    /** Returns whether {@link Outcomes#leave} may read more than the send itself. */
    public boolean mayConcern(long sequence) {
        return destinations.mayKnow(sends.destination(sequence));
    }

    /** Loads the data that {@link Outcomes#leave} reads first if {@link #mayConcern} is true. */
    public long touch(long sequence) {
        return destinations.touch(sends.destination(sequence));
    }

    /** Loads the data that {@link Outcomes#leave} reads next, found through the data loaded by {@link #touch}. */
    public long touchFurther(long sequence) {
        int destination = numberOf(sequence);
        return destination < 0 ? 0 : destinations.touchClosed(destination);
    }

    /** Loads the data that {@link #explainsSilence} reads, found through that loaded by {@link #touchDestination}. */
    public long touchClosed(long destination) {
        int number = destinations.numberOf(PendingSends.destinationKey(destination));
        return number < 0 ? 0 : destinations.touchClosed(number);
    }

    /** Loads the data that {@link #heard} reads first; few sources are expected to be quoted. */
    public long touchSource(long source) {
        return isExpected(source) ? touchDestination(source) : 0;
    }

    /** Loads the data that {@link #sent} reads first. */
    public long touchDestination(long destination) {
        long key = PendingSends.destinationKey(destination);
        return destinations.mayKnow(key) ? destinations.touch(key) : unrefused.touch(key);
    }

    /** Counts a datagram to a destination. Returns the number of the destination; negative if it is not known. */
    public int sent(long destination) {
        long key = PendingSends.destinationKey(destination);
        int number = destinations.sent(key);
        if (number < 0 && isExpected(destination)) {
            unrefused.sent(key);
        }
        return number;
    }

    /**
     * Records a datagram from a destination.
     *
     * @param answers number of datagrams to it that this one answers
     */
    public void heard(long source, long timeNs, long answers) {
        if (!isExpected(source)) {
            return;
        }
        long key = PendingSends.destinationKey(source);
        Destination speaker = destinations.get(key);
        if (speaker != null) {
            speaker.heardAt(timeNs);
            speaker.answered(answers);
        } else {
            unrefused.heard(key, answers);
        }
    }

    /** Records an error before its cause is known, so that datagrams from the quoted port are noted from its arrival on. */
    public void watch(long destination, IpAddress address, int port) {
        destinations.watch(PendingSends.destinationKey(destination), address, port);
    }

    /**
     * Records a settled error that is no repetition.
     *
     * @param destination hash of the quoted destination
     * @param slot slot of the quoted flow; negative if it is not known
     * @param direction direction of the quoted datagram
     */
    public void error(long destination, Bounce bounce, int slot, int direction) {
        Destination known = destinations.get(PendingSends.destinationKey(destination));
        if (known != null && slot >= 0 && flows.sends(slot, 1 - direction) != 0) {
            known.error(bounce, flows.startNs(slot, 1 - direction));
        } else if (known != null) {
            known.error(bounce);
        } else if (bounce.attribution().cause() == null) {
            destinations.overflowed();
        }
    }

    /** Records a port unreachable that was matched with a datagram, even a repeated one. */
    public void closed(long destination, long errorNs) {
        Destination known = destinations.get(PendingSends.destinationKey(destination));
        if (known != null) {
            known.closedAt(errorNs);
        }
    }

    /** Returns the destination of a matched send, adding it if it is not known; null if there are too many. */
    @Nullable
    Destination remember(long sequence, Flow flow) {
        return destinations.remember(sends.destination(sequence), flow.destination(), flow.destinationPort());
    }

    /** Returns the number of the destination of a send; negative if it is not known. */
    int numberOf(long sequence) {
        return destinations.numberOf(sends.destination(sequence));
    }

    /** Returns whether an error rate limit explains the silence about a datagram to a known destination on another host. */
    boolean explainsSilence(int number, long timeNs) {
        return destinations.explainsSilence(number, timeNs);
    }

    /** Adds to the suppressed datagrams to a known destination; {@code count} may be negative. */
    void addSuppressed(int number, int count) {
        destinations.addSuppressed(number, count);
    }

    /** Returns a new list of the destinations of errors, in the order in which they became known. */
    public List<DestinationRecord> records() {
        return destinations.records();
    }

    /** Returns the number of errors about further destinations, which exceeded the limit. */
    public long overflow() {
        return destinations.overflow();
    }

    /** Returns how often the counts of a destination were dropped before an error was about it, if ever one was. */
    public long countsForgotten() {
        return unrefused.forgotten();
    }
}
