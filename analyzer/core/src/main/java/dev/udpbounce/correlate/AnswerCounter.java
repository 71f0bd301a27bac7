package dev.udpbounce.correlate;

/**
 * Counts the answered datagrams of flows that nothing else is remembered of, in 2 words a flow. Two tables take turns:
 * when the young one is full it becomes the old one, and the flows that were not seen since the last turn are
 * forgotten, with what they still waited for.
 *
 * <pre>
 *  word 0  | hash of the flow; 0 = empty                          |
 *  word 1  | waiting, direction 1 (32) | waiting, direction 0 (32) |
 * </pre>
 */
final class AnswerCounter {
    private static final int MIN_FLOWS = 1 << 12;
    private static final int BATCH = 64;

    private final int maxFlows;
    private long[] young = new long[MIN_FLOWS * 2];
    private long[] old = new long[2];
    private final long[] flows = new long[BATCH];
    private final int[] directions = new int[BATCH];
    private int pending;
    /** Keeps the compiler from leaving out loads that nobody wants the result of. */
    @SuppressWarnings("UnusedVariable")
    private long prefetched;

    private int size;
    private long answered;

    /** @param maxFlows flows that each of the two tables has room for; a power of two */
    AnswerCounter(int maxFlows) {
        this.maxFlows = Math.max(maxFlows, MIN_FLOWS);
    }

    long answered() {
        settle();
        return answered;
    }

    /** A datagram: it waits, and what waited in the other direction is answered. */
    void add(long flow, int direction) {
        flows[pending] = flow;
        directions[pending++] = direction;
        if (pending == BATCH) {
            settle();
        }
    }

    /** Takes a batch together: loads that do not depend on each other wait for memory together. */
    private void settle() {
        long sum = 0;
        for (int i = 0; i < pending; i++) {
            sum += young[(int) (flows[i] >>> 31) & (young.length - 2)];
        }
        prefetched = sum;
        for (int i = 0; i < pending; i++) {
            settle(flows[i], directions[i]);
        }
        pending = 0;
    }

    private void settle(long flow, int direction) {
        int slot = find(young, flow);
        if (young[slot] == 0) {
            slot = insert(flow);
        }
        long waiting = young[slot + 1];
        int shift = direction * 32;
        answered += waiting >>> (32 - shift) & 0xffffffffL;
        young[slot + 1] = ((waiting >>> shift & 0xffffffffL) + 1) << shift;
    }

    private int insert(long flow) {
        if (size >= young.length / 4) {
            if (young.length / 2 < maxFlows) {
                grow();
            } else {
                old = young;
                young = new long[old.length];
                size = 0;
            }
        }
        int slot = find(young, flow);
        young[slot] = flow;
        int former = find(old, flow);
        young[slot + 1] = old[former] == flow ? old[former + 1] : 0;
        size++;
        return slot;
    }

    private void grow() {
        long[] small = young;
        young = new long[small.length * 2];
        for (int i = 0; i < small.length; i += 2) {
            if (small[i] != 0) {
                int slot = find(young, small[i]);
                young[slot] = small[i];
                young[slot + 1] = small[i + 1];
            }
        }
    }

    private static int find(long[] table, long flow) {
        int mask = table.length - 2;
        int slot = (int) (flow >>> 31) & mask;
        while (table[slot] != flow && table[slot] != 0) {
            slot = slot + 2 & mask;
        }
        return slot;
    }
}
