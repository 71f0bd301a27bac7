// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import dev.udpbounce.decode.Datagram;

/**
 * Selects every datagram and the errors that quote the flow of a selected datagram, for a source of frames whose
 * datagrams are already filtered. Memory is bounded: the oldest flow of a full bucket is evicted.
 */
public final class SeenFlows implements Selection {
    private static final int BUCKET = 8;
    private static final int BUCKETS = 1 << 15;

    private final long[] flows = new long[BUCKET * BUCKETS];
    private final byte[] turns = new byte[BUCKETS];
    private final long seed;

    /** @param seed unpredictable, so that an attacker cannot fill a bucket deliberately */
    public SeenFlows(long seed) {
        this.seed = seed | 1;
    }

    @Override
    public boolean takesDatagram(Datagram datagram) {
        long flow = flow(datagram);
        if (!contains(flow)) {
            int bucket = bucket(flow);
            int turn = turns[bucket]++ & BUCKET - 1;
            flows[bucket * BUCKET + turn] = flow;
        }
        return true;
    }

    @Override
    public boolean takesErrorAbout(Datagram quote) {
        return contains(flow(quote));
    }

    private boolean contains(long flow) {
        int start = bucket(flow) * BUCKET;
        for (int i = start; i < start + BUCKET; i++) {
            if (flows[i] == flow) {
                return true;
            }
        }
        return false;
    }

    private static int bucket(long flow) {
        return (int) (flow >>> 40) & (BUCKETS - 1);
    }

    /** Hash of addresses and ports; never 0. */
    private long flow(Datagram datagram) {
        long hash = mix(datagram.sourceHigh(), datagram.sourceLow());
        hash = mix(hash ^ datagram.destinationHigh(), datagram.destinationLow());
        long ports = ((long) datagram.sourcePort() << 32) | (datagram.destinationPort() & 0xffff_ffffL);
        hash = mix(hash, ports ^ datagram.version());
        return hash == 0 ? 1 : hash;
    }

    private long mix(long a, long b) {
        long x = a ^ seed;
        long y = b ^ 0x9e37_79b9_7f4a_7c15L * seed;
        return x * y ^ Math.multiplyHigh(x, y);
    }
}
