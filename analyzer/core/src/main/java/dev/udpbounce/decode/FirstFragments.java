// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A bounded cache of the ports of fragmented datagrams. Only the first fragment has the ports, so an error that quotes
 * a later one lacks them (RFC 1122 section 3.2.2 forbids such errors over IPv4). The key is the addresses and the
 * identification (RFC 791 section 3.2, RFC 8200 section 4.5). The cache has {@value #SETS} sets of {@value #WAYS}
 * entries; evictions are counted.
 */
final class FirstFragments {
    private static final int SETS = 1 << 10;
    /** Entries of a set. The hash of the key selects the set. */
    private static final int WAYS = 4;

    private static final int WORDS = 6;
    /** Word of version and identification; its value is 0 in an empty entry. */
    private static final int VERSION = 4;

    private static final int PORTS = 5;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    /** The entries: four halves of addresses, version and identification, ports. Empty until needed. */
    private long[] table = {};

    private final long[] key = new long[WORDS - 1];
    private final DecodeCounts counts;

    FirstFragments(DecodeCounts counts) {
        this.counts = counts;
    }

    /**
     * Remembers the ports of an IPv4 first fragment.
     *
     * @param addresses source in the upper half, destination in the lower
     * @param ports source port in the upper 16 bits, destination port in the lower
     */
    void remember4(long addresses, int identification, int ports) {
        remember(key4(addresses, identification), ports);
    }

    /**
     * Remembers the ports of an IPv6 first fragment; its source and destination are the 32 octets at {@code addresses}.
     */
    void remember6(ByteBuffer octets, int addresses, int identification, int ports) {
        remember(key6(octets, addresses, identification), ports);
    }

    /**
     * Ports of an IPv4 fragment's datagram, the source port in the upper 16 of 32 bits; {@link IpPacket#ABSENT} if
     * unknown.
     */
    long ports4(long addresses, int identification) {
        return ports(key4(addresses, identification));
    }

    /** Ports of an IPv6 fragment's datagram; its source and destination are the 32 octets at {@code addresses}. */
    long ports6(ByteBuffer octets, int addresses, int identification) {
        return ports(key6(octets, addresses, identification));
    }

    private int key4(long addresses, int identification) {
        key[0] = addresses;
        key[1] = 0;
        key[2] = 0;
        key[3] = 0;
        key[4] = 4L << Integer.SIZE | identification;
        return set();
    }

    private int key6(ByteBuffer octets, int addresses, int identification) {
        for (int i = 0; i < 4; i++) {
            key[i] = octets.getLong(addresses + i * Long.BYTES);
        }
        key[4] = 6L << Integer.SIZE | (identification & 0xffff_ffffL);
        return set();
    }

    /** Index of the first word of the key's set. */
    private int set() {
        long hash = 0;
        for (long word : key) {
            hash = (hash ^ word) * MIX;
            hash ^= hash >>> 32;
        }
        return ((int) hash & (SETS - 1)) * WAYS * WORDS;
    }

    /**
     * Moves the key to the front of its set, so that the newest is first. If two datagrams with different ports share a
     * key, the ports become {@link IpPacket#ABSENT}, since a later fragment may belong to either.
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

    /** Index of the key's entry in its set, or -1. */
    private int find(int set) {
        for (int at = set; at < set + WAYS * WORDS; at += WORDS) {
            if (Arrays.equals(table, at, at + key.length, key, 0, key.length)) {
                return at;
            }
        }
        return -1;
    }
}
