// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.outcome;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Delays;
import dev.udpbounce.event.DestinationErrors;
import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.OctetBudget;

/** An address and port quoted by an error: its sums; those of every datagram are {@link Destinations}'. */
final class Destination {
    private final IpAddress address;
    private final int port;
    private final int number;
    private final ClosedIntervals closed;
    private final DestinationErrors errors = new DestinationErrors();
    private final Delays delays;
    private long flows;
    private long sendsBefore;
    private long bounced;
    private long answered;

    /**
     * @param closed receives the times at which the port was closed or heard, by the number that it gives
     * @param budget budget of the delays
     */
    Destination(IpAddress address, int port, ClosedIntervals closed, OctetBudget budget) {
        number = closed.add();
        this.closed = closed;
        delays = new Delays(budget);
        this.address = address;
        this.port = port;
    }

    /** Sets the counts from before the destination became known. */
    void begin(long sends, long answeredBefore, boolean heardBefore) {
        sendsBefore = sends;
        answered = answeredBefore;
        if (heardBefore) {
            errors.heardBefore();
        }
    }

    /** Adds a bounced datagram to this destination. */
    void bounced(boolean firstOfItsFlow, boolean wasAnswered, Bounce bounce) {
        bounced++;
        flows += firstOfItsFlow ? 1 : 0;
        answered -= wasAnswered ? 1 : 0;
        delays.add(bounce);
    }

    void answered(long count) {
        answered += count;
    }

    /**
     * Adds an error about this destination that is no repetition.
     *
     * @param heardNs time of the first datagram of the same flow from it, nanoseconds since the Unix epoch
     */
    void error(Bounce bounce, long heardNs) {
        errors.heardAt(heardNs);
        errors.add(bounce);
    }

    /** Adds an error about this destination if no datagram of the same flow came from it. */
    void error(Bounce bounce) {
        errors.add(bounce);
    }

    /** Returns whether an error about this destination was settled. */
    boolean hasErrors() {
        return errors.any();
    }

    /**
     * @param sent number of datagrams to it since it became known
     * @param suppressed number of them that are suppressed
     */
    DestinationRecord record(long sent, long suppressed) {
        long sends = sendsBefore + sent;
        // Answers to datagrams whose counts were dropped do not count.
        long answers = Math.max(0, Math.min(answered, sends - bounced - suppressed));
        return new DestinationRecord(
                address,
                port,
                new DestinationRecord.Sends(sends, bounced, answers, suppressed),
                errors.record(flows),
                delays);
    }

    /** Adds a matched port unreachable for this port; not for loopback, which does not limit its errors. */
    void closedAt(long timeNs) {
        if (!address.isLoopback()) {
            closed.closedAt(number, timeNs);
        }
    }

    /** Adds a datagram from this port. */
    void heardAt(long timeNs) {
        closed.heardAt(number, timeNs);
        errors.heardAt(timeNs);
    }
}
