package dev.udpbounce.correlate;

/** The waiting sends of a flow in one direction, from the latest back. */
final class Chains {
    private final SendRing ring;
    private final FlowTable flows;

    Chains(SendRing ring, FlowTable flows) {
        this.ring = ring;
        this.flows = flows;
    }

    /** The flow's live send before this one in the same direction, or 0. */
    long previous(long sequence) {
        long previous = ring.previous(sequence);
        return previous != 0 && ring.get(previous, SendRing.FLOW) == ring.get(sequence, SendRing.FLOW) ? previous : 0;
    }

    /** The last live send of a flow in this direction, or 0. */
    long head(int slot, int direction) {
        if (flows.sends(slot, direction) == 0) {
            return 0;
        }
        long sequence = ring.live(flows.head(slot, direction));
        return sequence != 0 && ring.get(sequence, SendRing.FLOW) == flows.words()[slot] ? sequence : 0;
    }
}
