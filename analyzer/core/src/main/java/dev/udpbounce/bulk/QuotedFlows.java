// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.bulk;

import dev.udpbounce.capture.FrameBatch;
import dev.udpbounce.correlate.store.FlowHash;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What the errors of a capture quote: the flows and destinations, and of each flow the directions and lengths. A datagram
 * whose flow and ends are not quoted cannot be the cause of an error, nor does its silence need an explanation. One
 * whose flow is quoted, but not in its length, cannot be a cause. A false positive costs time but does not change the
 * result. All of it takes at most 10 MiB, however many errors there are.
 */
final class QuotedFlows {
    /** Odd, to spread directions and lengths over all bits of a hash: the golden ratio in 64 bits. */
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;
    /** Stands for the quoted lengths of a flow's direction; no UDP length is so large. */
    private static final int ANY_LENGTH = 1 << 16;

    private final FlowHash hash;
    /**
     * Hashes of destinations, and of flows, each with a direction and a length or {@link #ANY_LENGTH}. All entries of a
     * flow are in one word.
     */
    private final HashFilter quoted = new HashFilter(26);

    /** Hashes of flows and destinations of which a datagram of another length may be a cause. */
    private final HashFilter ofAnyLength = new HashFilter(24);

    /** Words of the filter for the columns of a batch. */
    private final long[] flowWords = new long[FrameBatch.CAPACITY];

    private final long[] destinationWords = new long[FrameBatch.CAPACITY];
    private final long[] sourceWords = new long[FrameBatch.CAPACITY];

    QuotedFlows(FlowHash hash) {
        this.hash = hash;
    }

    /** Records what an error quotes. If it is not for the quoted source, that may be translated. */
    void note(IcmpError error) {
        Datagram quote = error.quote();
        long source = hash.source(quote);
        long destination = hash.destination(quote);
        long flow = hash.flow(source, destination);
        quoted.note(destination);
        int direction = FlowHash.direction(source, destination);
        quoted.note(entry(flow, direction, ANY_LENGTH));
        if (quote.udpLength() == Datagram.ABSENT) {
            ofAnyLength.note(flow);
        } else {
            quoted.note(entry(flow, direction, quote.udpLength()));
        }
        if (!error.isToQuotedSource()) {
            ofAnyLength.note(destination);
        }
    }

    private static long entry(long flow, int direction, int length) {
        return HashFilter.beside(flow, flow + (2L * length + direction) * SPREAD);
    }

    /** Writes all that is recorded, before {@link #seal}: at most 10 MiB. */
    void write(DataOutput out) throws IOException {
        quoted.write(out);
        ofAnyLength.write(out);
    }

    /** Records all that another instance with the same hashes has written, before {@link #seal}. */
    void merge(DataInput in) throws IOException {
        quoted.merge(in);
        ofAnyLength.merge(in);
    }

    /** Ends the recording. */
    void seal() {
        quoted.seal();
        ofAnyLength.seal();
    }

    /** Returns whether an error may be about a datagram of this flow or to one of these endpoints. */
    boolean cover(long flow, long source, long destination) {
        return quoted.has(entry(flow, 0, ANY_LENGTH))
                || quoted.has(entry(flow, 1, ANY_LENGTH))
                || quoted.has(destination)
                || quoted.has(source);
    }

    /** Stores {@link #cover} of several datagrams, without a jump, as no outcome is the usual one. */
    void cover(FlowColumns columns, int[] indices, int count) {
        quoted.load(columns.flows, indices, count, flowWords);
        quoted.load(columns.destinations, indices, count, destinationWords);
        quoted.load(columns.sources, indices, count, sourceWords);
        for (int i = 0; i < count; i++) {
            int index = indices[i];
            long flow = columns.flows[index];
            columns.covered[index] = (HashFilter.isIn(flowWords[index], entry(flow, 0, ANY_LENGTH))
                            | HashFilter.isIn(flowWords[index], entry(flow, 1, ANY_LENGTH))
                            | HashFilter.isIn(destinationWords[index], columns.destinations[index])
                            | HashFilter.isIn(sourceWords[index], columns.sources[index]))
                    < 0;
        }
    }

    /** Returns whether an error may be about a destination with this hash. */
    boolean coverDestination(long destination) {
        return quoted.has(destination);
    }

    /**
     * Returns whether an error may be about a datagram of this flow and length, provided that it was not segmented; also
     * if an error is about one of the other direction, which the datagram may have answered.
     */
    boolean mayBeCause(long flow, int direction, long destination, int length) {
        return quoted.has(entry(flow, direction, length))
                || quoted.has(entry(flow, 1 - direction, ANY_LENGTH))
                || (!ofAnyLength.isEmpty() && (ofAnyLength.has(flow) || ofAnyLength.has(destination)));
    }
}
