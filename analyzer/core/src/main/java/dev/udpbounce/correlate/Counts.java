package dev.udpbounce.correlate;

/**
 * What a {@link Correlator} has counted.
 *
 * @param sends datagrams, second sightings left out
 * @param sightings further sightings of one datagram at another interface or direction
 * @param bounced datagrams that an error was matched with
 * @param answered datagrams that did not bounce, before a datagram of the other direction
 * @param suppressed datagrams whose silence a limit on errors explains
 * @param expired datagrams that left after the expiry time without an error
 * @param evicted datagrams that had to leave before that
 * @param waiting datagrams that may still get their error
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
    /** Datagrams that nothing came back for. */
    public long noErrorSeen() {
        return sends - bounced - answered - suppressed;
    }
}
