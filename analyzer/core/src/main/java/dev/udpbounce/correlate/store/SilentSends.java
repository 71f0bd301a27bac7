// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

/**
 * The latest sends that were only counted and whose silence is explained by a closed port, for the case that they are
 * answered nevertheless before they expire. They are in a ring of 2 words each, in the order of time, and linked by flow
 * and direction. A send that is overwritten stays suppressed, like one that has expired.
 *
 * <pre>
 *  TIME | nanoseconds since the Unix epoch                                          |
 *  LINK | steps back to the flow's previous one (32); 0 = none | number of the destination (32) |
 * </pre>
 */
public final class SilentSends {
    private static final int TIME = 0;
    private static final int LINK = 1;
    private static final int WORDS = 2;
    /** Memory of a send, octets. */
    static final int OCTETS = WORDS * Long.BYTES;

    private static final int MIN_SENDS = 1 << 10;

    /** Receives a send that was answered in time. */
    public interface Answered {
        /** Receives a send by its flow and the number of its destination. */
        void accept(int slot, int direction, int destination);
    }

    private final FlowTable flows;
    private final int capacity;
    private final long expireNs;
    private long[] words = new long[MIN_SENDS * WORDS];
    /** Number of the next send, counted from 1. */
    private long next = 1;

    /**
     * @param capacity maximum number of sends, a power of two
     * @param expireNs how long a send can be answered, nanoseconds
     */
    public SilentSends(FlowTable flows, int capacity, long expireNs) {
        this.flows = flows;
        this.capacity = capacity;
        this.expireNs = expireNs;
    }

    /** Adds a send, which is not older than those before it. */
    public void add(int slot, int direction, long timeNs, int destination) {
        if (next > size() && timeNs - words[at(next) + TIME] < expireNs && size() < capacity) {
            grow();
        }
        int last = flows.silent(slot, direction);
        long back = last == 0 ? 0 : (int) next - last & 0xffffffffL;
        int at = at(next);
        words[at + TIME] = timeNs;
        words[at + LINK] = back << 32 | destination;
        flows.setSilent(slot, direction, (int) next);
        next++;
    }

    /** Passes on the sends of a flow and direction that have not expired, and forgets all of them. */
    public void answer(int slot, int direction, long timeNs, Answered answered) {
        int last = flows.silent(slot, direction);
        if (last == 0) {
            return;
        }
        flows.setSilent(slot, direction, 0);
        long number = next - ((int) next - last & 0xffffffffL);
        while (number > 0 && next - number <= size() && timeNs - words[at(number) + TIME] < expireNs) {
            long link = words[at(number) + LINK];
            answered.accept(slot, direction, (int) link);
            number = link >>> 32 == 0 ? 0 : number - (link >>> 32);
        }
    }

    private int size() {
        return words.length / WORDS;
    }

    private int at(long number) {
        return (int) number * WORDS & (words.length - 1);
    }

    private void grow() {
        long[] former = words;
        words = new long[former.length * 2];
        for (long number = Math.max(1, next - former.length / WORDS); number < next; number++) {
            int from = (int) number * WORDS & (former.length - 1);
            System.arraycopy(former, from, words, at(number), WORDS);
        }
    }
}
