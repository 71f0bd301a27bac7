package dev.udpbounce.correlate;

import dev.udpbounce.decode.Datagram;
import java.nio.ByteBuffer;

/**
 * Seeded 64-bit hashes of endpoints, flows and payloads. The seed keeps a sender from choosing datagrams that collide.
 * The mixing step is a 64 × 64 → 128 bit product folded by exclusive or.
 */
final class FlowHash {
    /**
     * Octets of payload that the long digest covers: what Linux quotes of an IPv4 datagram without options, 576 octets
     * less the headers of the error and of the datagram (RFC 1812 section 4.3.2.3).
     */
    static final int DIGEST_OCTETS = 520;

    /**
     * Octets of payload that shorter digests cover, for quotes that are cut off before. Where RFC 4884 extensions
     * follow, at least 128 octets of the datagram are quoted, headers included (section 4.1): 80 of IPv6 payload.
     */
    static final int SHORT_OCTETS = 16;

    static final int MIDDLE_OCTETS = 48;
    static final int EXTENDED_OCTETS = 80;

    private static final int PREFIX_BITS = 24;
    private static final long PREFIX_MASK = (1L << PREFIX_BITS) - 1;

    private final long seed1;
    private final long seed2;

    FlowHash(long seed) {
        seed1 = fold(seed ^ 0x9e3779b97f4a7c15L, 0xbf58476d1ce4e5b9L) | 1;
        seed2 = fold(seed1, 0x94d049bb133111ebL) | 1;
    }

    private static long fold(long a, long b) {
        return a * b ^ Math.multiplyHigh(a, b);
    }

    long mix(long a, long b) {
        return fold(a ^ seed1, b ^ seed2);
    }

    /** One end of a flow. */
    long endpoint(int version, long high, long low, int port) {
        return version == 4 ? endpoint4(low, port) : endpoint6(high, low, port);
    }

    long endpoint4(long address, int port) {
        return mix(address << 24 | (long) port << 8 | 4, 0);
    }

    long endpoint6(long high, long low, int port) {
        return mix(mix(high, low ^ seed1), (long) port << 8 | 6);
    }

    long source(Datagram datagram) {
        return endpoint(datagram.version(), datagram.sourceHigh(), datagram.sourceLow(), datagram.sourcePort());
    }

    long destination(Datagram datagram) {
        return endpoint(
                datagram.version(), datagram.destinationHigh(), datagram.destinationLow(), datagram.destinationPort());
    }

    /** A flow by its two ends, whatever their order; never 0. */
    long flow(long end1, long end2) {
        long key = Long.compareUnsigned(end1, end2) < 0 ? mix(end1, end2) : mix(end2, end1);
        return key == 0 ? 1 : key;
    }

    /** Digests of the payload: of its first 520 octets in the upper 40 bits, of its first 16 in the lower 24. */
    long payload(Datagram datagram) {
        int present = datagram.payloadPresent();
        return longDigest(datagram, Math.min(present, DIGEST_OCTETS))
                | prefix(datagram, Math.min(present, SHORT_OCTETS));
    }

    /**
     * Digests of the payload's first 48 octets in the upper 32 bits, of its first 80 in the lower; 0 where it is no
     * longer than that.
     */
    long prefixes(Datagram datagram) {
        int present = datagram.payloadPresent();
        return present <= MIDDLE_OCTETS ? 0 : middle(datagram) | (present <= EXTENDED_OCTETS ? 0 : extended(datagram));
    }

    /** The upper half of {@link #prefixes}. */
    long middle(Datagram datagram) {
        return digest(datagram, MIDDLE_OCTETS) >>> 32 << 32;
    }

    /** The lower half of {@link #prefixes}. */
    long extended(Datagram datagram) {
        return digest(datagram, EXTENDED_OCTETS) >>> 32;
    }

    /** The upper part of {@link #payload} over {@code length} octets, its lower bits 0. */
    long longDigest(Datagram datagram, int length) {
        return digest(datagram, length) & ~PREFIX_MASK;
    }

    /** The lower part of {@link #payload} over {@code length} octets. */
    long prefix(Datagram datagram, int length) {
        return digest(datagram, length) & PREFIX_MASK;
    }

    static long longDigestOf(long payload) {
        return payload & ~PREFIX_MASK;
    }

    static long prefixOf(long payload) {
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
