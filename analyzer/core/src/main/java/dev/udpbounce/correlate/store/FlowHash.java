// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

import dev.udpbounce.decode.Datagram;
import java.nio.ByteBuffer;

/**
 * Seeded 64-bit hashes of endpoints, flows and payloads. The seed prevents senders from choosing datagrams that
 * collide. The mixing step is a 64 × 64 → 128 bit product folded by exclusive or.
 */
public final class FlowHash {
    /**
     * Octets of payload covered by the long digest: the payload that Linux quotes of an IPv4 datagram without options,
     * 576 octets minus the headers of the error and of the datagram (RFC 1812 section 4.3.2.3).
     */
    public static final int DIGEST_OCTETS = 520;

    /**
     * Octets of payload covered by the shorter digests, for shorter quotes. Before RFC 4884 extensions, at least 128
     * octets of the datagram are quoted, including headers (section 4.1): 80 of IPv6 payload.
     */
    public static final int SHORT_OCTETS = 16;

    public static final int MIDDLE_OCTETS = 48;
    public static final int EXTENDED_OCTETS = 80;

    private static final int PREFIX_BITS = 24;
    private static final long PREFIX_MASK = (1L << PREFIX_BITS) - 1;

    private final long seed1;
    private final long seed2;

    public FlowHash(long seed) {
        seed1 = fold(seed ^ 0x9e3779b97f4a7c15L, 0xbf58476d1ce4e5b9L) | 1;
        seed2 = fold(seed1, 0x94d049bb133111ebL) | 1;
    }

    private static long fold(long a, long b) {
        return a * b ^ Math.multiplyHigh(a, b);
    }

    /** Returns whether the other instance computes the same hashes. */
    public boolean agrees(FlowHash other) {
        return seed1 == other.seed1;
    }

    /** Returns a hash of two values. */
    public long mix(long a, long b) {
        return fold(a ^ seed1, b ^ seed2);
    }

    /**
     * Returns the hash of an endpoint.
     *
     * @param version IP version: 4 or 6
     * @param high upper half of an IPv6 address
     * @param low lower half of an IPv6 address, or an IPv4 address
     */
    public long endpoint(int version, long high, long low, int port) {
        return version == 4 ? endpoint4(low, port) : endpoint6(high, low, port);
    }

    public long endpoint4(long address, int port) {
        return mix(address << 24 | (long) port << 8 | 4, 0);
    }

    public long endpoint6(long high, long low, int port) {
        return mix(mix(high, low ^ seed1), (long) port << 8 | 6);
    }

    public long source(Datagram datagram) {
        return endpoint(datagram.version(), datagram.sourceHigh(), datagram.sourceLow(), datagram.sourcePort());
    }

    public long destination(Datagram datagram) {
        return endpoint(
                datagram.version(), datagram.destinationHigh(), datagram.destinationLow(), datagram.destinationPort());
    }

    /** Returns the hash of a flow with these ends, in either order; never 0. */
    public long flow(long end1, long end2) {
        long key = Long.compareUnsigned(end1, end2) < 0 ? mix(end1, end2) : mix(end2, end1);
        return key == 0 ? 1 : key;
    }

    /** Returns the direction of a datagram in its flow: 0, or 1 if it is from the end with the larger hash. */
    public static int direction(long source, long destination) {
        return Long.compareUnsigned(source, destination) < 0 ? 0 : 1;
    }

    /** Returns payload digests: of the first 520 octets in the upper 40 bits, of the first 16 in the lower 24. */
    public long payload(Datagram datagram) {
        int present = datagram.payloadPresent();
        return longDigest(datagram, Math.min(present, DIGEST_OCTETS))
                | prefix(datagram, Math.min(present, SHORT_OCTETS));
    }

    /**
     * Returns the digests of the payload's first 48 octets in the upper 32 bits and of its first 80 in the lower; a
     * digest is 0 if the payload is no longer than its range.
     */
    public long prefixes(Datagram datagram) {
        int present = datagram.payloadPresent();
        return present <= MIDDLE_OCTETS ? 0 : middle(datagram) | (present <= EXTENDED_OCTETS ? 0 : extended(datagram));
    }

    /** Returns the upper half of {@link #prefixes}, with lower bits 0. */
    public long middle(Datagram datagram) {
        return digest(datagram, MIDDLE_OCTETS) >>> 32 << 32;
    }

    /** Returns the lower half of {@link #prefixes}. */
    public long extended(Datagram datagram) {
        return digest(datagram, EXTENDED_OCTETS) >>> 32;
    }

    /** Returns the upper part of {@link #payload} for {@code length} octets, with lower bits 0. */
    public long longDigest(Datagram datagram, int length) {
        return digest(datagram, length) & ~PREFIX_MASK;
    }

    /** Returns the lower part of {@link #payload} for {@code length} octets. */
    public long prefix(Datagram datagram, int length) {
        return digest(datagram, length) & PREFIX_MASK;
    }

    public static long longDigestOf(long payload) {
        return payload & ~PREFIX_MASK;
    }

    public static long prefixOf(long payload) {
        return payload & PREFIX_MASK;
    }

    private long digest(Datagram datagram, int length) {
        ByteBuffer octets = datagram.octets();
        int at = datagram.payloadOffset();
        int end = at + length;
        long digest = seed1 ^ length;
        for (; at + 8 <= end; at += 8) {
            digest = fold(digest ^ octets.getLong(at), seed2);
        }
        if (at < end) {
            long rest = 0;
            for (; at < end; at++) {
                rest = rest << 8 | (octets.get(at) & 0xff);
            }
            digest = fold(digest ^ rest, seed2);
        }
        return fold(digest, seed1);
    }
}
