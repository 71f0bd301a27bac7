// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

/**
 * Counts of a {@link Correlator}.
 *
 * @param sends datagrams, without repeated sightings
 * @param sightings further sightings of a datagram at another interface or in the other direction
 * @param bounced datagrams matched with an error
 * @param answered datagrams that did not bounce and precede a datagram of the other direction
 * @param suppressed datagrams whose silence is explained by an error rate limit
 * @param expired datagrams removed after the expiry time without an error
 * @param evicted datagrams removed earlier to make room, without an error
 * @param waiting datagrams that may still be matched with an error
 */
public record Counts(
        long sends,
        long sightings,
        long bounced,
        long answered,
        long suppressed,
        long expired,
        long evicted,
        long waiting) {
    /** Returns the number of datagrams without an error or answer. */
    public long noErrorSeen() {
        return sends - bounced - answered - suppressed;
    }

    /** Returns these counts plus datagrams that did not have to wait, none of which bounced. */
    public Counts with(long others, long othersAnswered, long othersExpired) {
        return new Counts(
                sends + others,
                sightings,
                bounced,
                answered + othersAnswered,
                suppressed,
                expired + othersExpired,
                evicted,
                waiting);
    }
}
