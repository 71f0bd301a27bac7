// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import java.util.Arrays;

/**
 * Links the live sends of each flow and direction, from the latest back: a flow refers to its last send, and a send to
 * the one before it. Sends are linked after they are appended, in the same order, so that many can be linked together.
 */
public final class Chains {
    private static final int SHORT = 64;

    private final PendingSends sends;
    private final FlowTable flows;
    private long unlinked = 1;

    public Chains(PendingSends sends, FlowTable flows) {
        this.sends = sends;
        this.flows = flows;
    }

    /** Returns the oldest unlinked send; the next one to be appended if all are linked. */
    public long unlinked() {
        return unlinked;
    }

    /**
     * Makes the oldest unlinked send the last one of its flow.
     *
     * @param slot slot of its flow
     */
    public void link(int slot) {
        long sequence = unlinked++;
        int direction = sends.direction(sequence);
        long previous = flows.sends(slot, direction) == 0 ? 0 : sends.live(flows.last(slot, direction));
        boolean followsQuery = flows.hasSingle(slot, 1 - direction);
        int ordinal = flows.append(slot, direction, sequence, sends.stamp(sequence));
        sends.link(sequence, previous, ordinal, followsQuery);
    }

    /** Returns the last live send of a flow in this direction, or 0. */
    public long last(int slot, int direction) {
        if (flows.sends(slot, direction) == 0) {
            return 0;
        }
        long sequence = sends.live(flows.last(slot, direction));
        return sequence != 0 && sends.flow(sequence) == flows.key(slot) ? sequence : 0;
    }

    /** Returns the flow's live send before this one in the same direction, or 0. */
    public long previous(long sequence) {
        long previous = sends.previous(sequence);
        return previous != 0 && sends.flow(previous) == sends.flow(sequence) ? previous : 0;
    }

    /** Returns the live sends of a flow in this direction, oldest first. */
    public long[] all(int slot, int direction) {
        long[] chain = new long[2 * SHORT];
        int start = chain.length;
        for (long sequence = last(slot, direction); sequence != 0; sequence = previous(sequence)) {
            if (start == 0) {
                start = chain.length;
                long[] longer = new long[2 * start];
                System.arraycopy(chain, 0, longer, start, start);
                chain = longer;
            }
            chain[--start] = sequence;
        }
        return Arrays.copyOfRange(chain, start, chain.length);
    }
}
