package dev.udpbounce.decode;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The ports of fragmented datagrams, which stand in their first fragments alone: an error that quotes a later one has
 * none (RFC 1122 section 3.2.2 allows it, though routers should not send such). A packet is known by its addresses and
 * its identification (RFC 791 section 3.2, RFC 8200 section 4.5). Of {@value #SETS} times {@value #WAYS} at most that are
 * remembered, a newer one takes the place of an older one, which is counted.
 */
final class FirstFragments {
    private static final int SETS = 1 << 10;
    /** Places of a set, which a hash leads to. */
    private static final int WAYS = 4;

    private static final int WORDS = 6;
    /** Version and identification; 0 in a place that is empty. */
    private static final int VERSION = 4;

    private static final int PORTS = 5;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    /** For each place: four halves of addresses, version and identification, ports; empty until needed. */
    private long[] table = {};

    private final long[] key = new long[WORDS - 1];
    private final DecodeCounts counts;

    FirstFragments(DecodeCounts counts) {
        this.counts = counts;
    }

    /**
     * Takes the ports of the datagram whose first fragment has its IPv4 header at {@code ip}.
     *
     * @param udp index of the UDP header, of which four octets are there
     */
    void remember4(ByteBuffer octets, int ip, int udp) {
        remember(key4(octets, ip), octets.getInt(udp));
    }

    /** The same of an IPv6 header, and the identification in its fragment header. */
    void remember6(ByteBuffer octets, int ip, int identification, int udp) {
        remember(key6(octets, ip, identification), octets.getInt(udp));
    }

    /** Both ports, the source's in the upper half of 32 bits, of a fragment's datagram; {@link IpPacket#ABSENT} if not known. */
    long ports4(ByteBuffer octets, int ip) {
        return ports(key4(octets, ip));
    }

    /** The same of an IPv6 header, and the identification in its fragment header. */
    long ports6(ByteBuffer octets, int ip, int identification) {
        return ports(key6(octets, ip, identification));
    }

    private int key4(ByteBuffer octets, int ip) {
        key[0] = octets.getLong(ip + Ip4.SOURCE);
        key[1] = 0;
        key[2] = 0;
        key[3] = 0;
        key[4] = 4L << Integer.SIZE | (octets.getShort(ip + Ip4.IDENTIFICATION) & 0xffff);
        return set();
    }

    private int key6(ByteBuffer octets, int ip, int identification) {
        for (int i = 0; i < 4; i++) {
            key[i] = octets.getLong(ip + Ip6.SOURCE + i * Long.BYTES);
        }
        key[4] = 6L << Integer.SIZE | (identification & 0xffff_ffffL);
        return set();
    }

    /** Index of the first place of the key's set. */
    private int set() {
        long hash = 0;
        for (long word : key) {
            hash = (hash ^ word) * MIX;
            hash ^= hash >>> 32;
        }
        return ((int) hash & (SETS - 1)) * WAYS * WORDS;
    }

    /**
     * Puts the key in front of its set, the newest first. Where two datagrams of different ports have the same key, a later
     * fragment may be of either.
     */
    private void remember(int set, int ports) {
        if (table.length == 0) {
            table = new long[SETS * WAYS * WORDS];
        }
        int place = find(set);
        long value = ports & 0xffff_ffffL;
        if (place >= 0 && table[place + PORTS] != value) {
            value = IpPacket.ABSENT;
        }
        if (place < 0) {
            place = set + (WAYS - 1) * WORDS;
            if (table[place + VERSION] != 0) {
                counts.addFragmentedForgotten();
            }
        }
        System.arraycopy(table, set, table, set + WORDS, place - set);
        System.arraycopy(key, 0, table, set, key.length);
        table[set + PORTS] = value;
    }

    private long ports(int set) {
        int place = table.length == 0 ? -1 : find(set);
        return place < 0 ? IpPacket.ABSENT : table[place + PORTS];
    }

    /** The key's place in its set, or -1. */
    private int find(int set) {
        for (int at = set; at < set + WAYS * WORDS; at += WORDS) {
            if (Arrays.equals(table, at, at + key.length, key, 0, key.length)) {
                return at;
            }
        }
        return -1;
    }
}
