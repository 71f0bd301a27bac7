// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate.store;

/**
 * The division of a correlation's memory: half for waiting datagrams and a quarter for flows; the rest for sums of
 * flows and destinations, a few hundred octets each, further sightings, and comments. Memory needed only by errors is
 * extra: a sixth for the lists of the evidence index, up to a sixth for the links of the datagrams on them, up to a fifteenth
 * for the latest payloads of long flows, and up to a twentieth for the index by destination. Memory needed only where
 * datagrams are seen at several places is extra, too: a sixteenth for translated addresses, and a sixteenth for those of
 * the latest datagrams.
 *
 * @param sends maximum number of waiting datagrams
 * @param flows places for flows; a power of two
 * @param destinations maximum number of remembered destinations of errors
 * @param counted places for counts of other destinations; a power of two
 * @param sums maximum number of flow directions with sums
 * @param delayOctets memory for delays, octets
 * @param commentOctets memory for comments of waiting datagrams, octets
 * @param silent maximum number of silent sends, see {@link SilentSends}; a power of two, or 0
 * @param sightings places for further sightings of waiting datagrams; a power of two
 * @param translations places for translations of addresses and ports; a power of two
 * @param recent maximum number of the latest datagrams whose addresses are kept; a power of two
 */
public record MemoryShares(
        int sends,
        int flows,
        int destinations,
        int counted,
        int sums,
        long delayOctets,
        long commentOctets,
        int silent,
        int sightings,
        int translations,
        int recent) {
    /** Minimum memory of a correlation. */
    private static final long MIN_OCTETS = 1 << 20;

    private static final long MAX_OCTETS = 1L << 34;

    /**
     * Returns the shares of an amount of memory.
     *
     * @param octets approximate total
     * @param counting whether most datagrams are only counted: fewer wait, and flows take half as much again
     */
    public static MemoryShares of(long octets, boolean counting) {
        long memory = Math.max(MIN_OCTETS, Math.min(MAX_OCTETS, octets));
        int flows = Integer.highestOneBit((int) (memory / 4 / FlowTable.OCTETS));
        return new MemoryShares(
                (int) (memory / (counting ? 4 : 2) / PendingSends.OCTETS),
                flows,
                flows / 8,
                flows,
                flows / 4,
                memory / 8,
                memory / 64,
                counting ? Integer.highestOneBit((int) (memory / 8 / SilentSends.OCTETS)) : 0,
                Integer.highestOneBit((int) (memory / 16 / SightingTable.OCTETS)),
                Integer.highestOneBit((int) (memory / 16 / Translations.OCTETS)),
                Integer.highestOneBit((int) (memory / 16 / RecentSends.OCTETS)));
    }
}
